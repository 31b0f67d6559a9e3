// Papers as Markdown (CommonMark with pipe tables), for terminals and mail.
#include "kernel/document/markdown.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : printable(text)) {
        if (std::string_view{"\\`*_[]<>|#~&!"}.find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

// A line that begins like a list, a rule or a code block must stay a sentence.
std::string as_line(std::string text) {
    const auto from = text.find_first_not_of(' ');
    if (from == text.npos) return {};
    text.erase(0, from);
    const auto digits = text.find_first_not_of("0123456789");
    if (digits != text.npos && digits > 0 && (text[digits] == '.' || text[digits] == ')')) text.insert(digits, "\\");
    else if (text[0] == '-' || text[0] == '+' || text[0] == '=') text.insert(0, "\\");
    return text;
}

std::string flat(std::string text, std::string_view between) {
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + between.size())) text.replace(at, 1, between);
    return text;
}

class Writer {
public:
    explicit Writer(const Document& document) : document_{document} {}

    std::string write() {
        if (document_.letterhead) {
            block(as_line(flat(escaped(document_.letterhead->mark), " ")));
            block(as_line(escaped(document_.letterhead->number)));
        }
        if (!document_.title.empty()) block("# " + flat(escaped(document_.title), " "));
        block(as_line(escaped(with_colon(document_.receiver))));
        const auto& blocks = document_.body;
        const auto end = document_.signature ? std::find_if(blocks.begin(), blocks.end(), [](auto& block) { return std::holds_alternative<PageBreak>(block); }) : blocks.end();
        for (auto block = blocks.begin(); block != end; ++block) std::visit([&](const auto& part) { put(part); }, *block);
        attachments();
        if (document_.signature) {
            block(as_line(escaped(document_.signature->issuer)));
            block(as_line(document_.signature->date.chinese()));
        }
        if (!document_.note.empty()) block("（" + flat(escaped(document_.note), " ") + "）");
        for (auto block = end; block != blocks.end(); ++block) std::visit([&](const auto& part) { put(part); }, *block);
        imprint();
        return std::move(text_);
    }

private:
    void block(const std::string& text) {
        if (text.empty()) return;
        if (!text_.empty()) text_ += '\n';
        text_ += text + '\n';
    }
    std::string inline_text(const Runs& runs) const {
        std::string text;
        for (const auto& run : runs) {
            if (run.text.empty()) continue;
            const auto target = address(run, document_.base_address);
            if (!target.empty()) text += "[" + escaped(run.text) + "](<" + target + ">)";
            else if (run.kind == Run::Kind::bold) text += "**" + escaped(run.text) + "**";
            else text += escaped(run.text);
        }
        return text;
    }

    void put(const Paragraph& part) {
        for (const auto& each : paragraphs(part.runs)) block(as_line(inline_text(each)));
    }
    void put(const Heading& part) {
        block(std::string(static_cast<std::size_t>(std::clamp(part.level, 1, 4) + 1), '#') + " " + flat(escaped(part.text), " "));
    }
    void put(const Table& part) {
        if (part.columns.empty()) return;
        if (!part.caption.empty()) block("**" + flat(escaped(part.caption), " ") + "**");
        std::string text = "|", below = "|";
        for (const auto& column : part.columns) {
            text += " " + flat(escaped(column.title), " ") + " |";
            below += column.alignment == Alignment::centre ? " :-: |" : column.alignment == Alignment::right ? " --: |" : " --- |";
        }
        text += "\n" + below;
        for (const auto& row : part.rows) {
            text += "\n|";
            std::size_t at = 0;
            for (const auto& each : row) {
                if (at >= part.columns.size()) break;
                text += " " + flat(inline_text(each.runs), "<br>") + " |";
                for (const auto span = std::min(at + static_cast<std::size_t>(std::max(each.span, 1)), part.columns.size()); ++at < span;)
                    text += "  |";
            }
            for (; at < part.columns.size(); ++at) text += "  |";
        }
        block(text);
    }
    void put(const Particulars& part) {
        std::string text;
        for (const auto& [label, value] : part.lines)
            text += (text.empty() ? "" : "\n") + ("- **" + flat(escaped(with_colon(label)), " ") + "** ") + flat(inline_text(value), " ");
        block(text);
    }
    void put(const Image& part) {
        if (!part.alternative.empty()) block("（图：" + flat(escaped(part.alternative), " ") + "）");
    }
    void put(const PageBreak&) { block("---"); }
    void put(const Bookmark&) {}
    void put(const Spacing&) {}

    void attachments() {
        const auto& names = document_.attachments;
        if (names.size() == 1) block("附件：" + flat(escaped(names[0]), " "));
        if (names.size() < 2) return;
        std::string text = "附件：\n";
        for (std::size_t i = 0; i < names.size(); ++i) text += "\n" + std::to_string(i + 1) + ". " + flat(escaped(names[i]), " ");
        block(text);
    }
    void imprint() {
        if (!document_.imprint) return;
        const auto& imprint = *document_.imprint;
        if (!imprint.copy_to.empty()) block("抄送：" + flat(escaped(imprint.copy_to), " "));
        auto printed = escaped(imprint.printer);
        if (!imprint.printed.empty()) printed += (printed.empty() ? "" : "　") + imprint.printed.chinese() + "印发";
        block(as_line(printed));
    }

    const Document& document_;
    std::string text_;
};

}  // namespace

std::string to_markdown(const Document& document) { return Writer{document}.write(); }

}  // namespace zhibu::document
