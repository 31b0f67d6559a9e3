// Feeds expat in pieces of 64 KiB and carries errors across its C callbacks.
#include "kernel/sheet/xml.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <exception>
#include <memory>

#include "kernel/sheet/refusal.hpp"

namespace zhibu::sheet {
namespace {

constexpr int piece_bytes = 64 << 10;
constexpr int deepest = 64;
constexpr long long longest_token = 1 << 20;  // expat keeps an unfinished token in memory

std::string_view local_name(std::string_view name) {
    auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct Run {
    XML_Parser parser;
    XmlHandler& handler;
    int depth = 0;
    std::exception_ptr failure{};

    bool over() const { return failure || handler.finished; }
    template <class Step>
    void guarded(Step step) {
        if (over()) return;  // expat may still deliver an event or two after a stop
        try {
            step();
        } catch (...) {
            failure = std::current_exception();
        }
        if (over()) XML_StopParser(parser, XML_FALSE);
    }
};

void on_start(void* data, const char* name, const char** attributes) {
    auto& run = *static_cast<Run*>(data);
    run.guarded([&] {
        if (++run.depth > deepest) refuse(ReadError::damaged, "nested too deep");
        run.handler.opened(local_name(name), Attributes{attributes});
    });
}
void on_end(void* data, const char* name) {
    auto& run = *static_cast<Run*>(data);
    run.guarded([&] {
        --run.depth;
        run.handler.closed(local_name(name));
    });
}
void on_text(void* data, const char* text, int size) {
    auto& run = *static_cast<Run*>(data);
    run.guarded([&] { run.handler.text({text, static_cast<std::size_t>(size)}); });
}
// No spreadsheet program writes one; it is the way in for entity bombs and foreign files.
void on_doctype(void* data, const char*, const char*, const char*, int) {
    static_cast<Run*>(data)->guarded([] { refuse(ReadError::damaged, "document type declaration"); });
}

void feed(Run& run, Archive::Part& part) {
    for (long long fed = 0;;) {
        auto* buffer = static_cast<char*>(XML_GetBuffer(run.parser, piece_bytes));
        if (!buffer) throw std::bad_alloc{};
        auto count = part.read(buffer, piece_bytes);
        fed += static_cast<long long>(count);
        auto status = XML_ParseBuffer(run.parser, static_cast<int>(count), count == 0);
        if (run.over()) return;
        if (status != XML_STATUS_OK)
            refuse(ReadError::damaged, fmt::format("XML line {}: {}", XML_GetCurrentLineNumber(run.parser), XML_ErrorString(XML_GetErrorCode(run.parser))));
        if (fed - XML_GetCurrentByteIndex(run.parser) > longest_token) refuse(ReadError::too_large, "an endless XML token");
        if (count == 0) return;
    }
}

}  // namespace

std::string_view Attributes::operator[](std::string_view name) const {
    for (auto** at = list_; *at; at += 2)
        if (local_name(at[0]) == name) return at[1];
    return {};
}

void parse(Archive::Part part, XmlHandler& handler) {
    std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser{XML_ParserCreate(nullptr), XML_ParserFree};
    if (!parser) throw std::bad_alloc{};
    Run run{parser.get(), handler};
    XML_SetUserData(parser.get(), &run);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    feed(run, part);
    if (run.failure) std::rethrow_exception(run.failure);
}

}  // namespace zhibu::sheet
