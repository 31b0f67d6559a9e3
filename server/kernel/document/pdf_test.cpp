// PDF papers measured from outside with poppler's tools: text, pages, fonts, places on the page.
#include "kernel/document/pdf.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernel/document/markdown.hpp"
#include "kernel/document/paper_samples.hpp"
#include "kernel/document/poppler.hpp"


namespace zhibu::document {
namespace {

using namespace std::string_literals;

using poppler::count;
using poppler::File;
using poppler::without_blanks;

// GB/T 9704-2012, 5.2: in points.
constexpr double area_left = 79.37, area_right = 79.37 + 442.20, area_top = 104.88, area_bottom = 104.88 + 637.80;

std::string repeated(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}
Document flush(std::string text) {
    Document paper;
    paper.body = {Paragraph{{plain(std::move(text))}, Alignment::justified, Paragraph::Indent::none}};
    return paper;
}

TEST(Pdf, sets_28_letters_a_line_and_22_lines_a_page_inside_the_type_area) {
    const File file{to_pdf(flush(repeated("国", 28 * 22 + 28 * 3)))};
    ASSERT_EQ(file.pages(), 2);
    std::vector<poppler::Word> lines;
    for (const auto& word : file.words(1))
        if (word.text.find("国") != word.text.npos) lines.push_back(word);
    ASSERT_EQ(lines.size(), 22u);
    for (const auto& line : lines) {
        EXPECT_EQ(count(line.text, "国"), 28);
        EXPECT_NEAR(line.left, area_left, 0.5);
        EXPECT_LE(line.right, area_right + 0.05);
        EXPECT_GT(line.right, area_right - 1.5);
    }
    // poppler's boxes are the font's line, a third higher than the letters: their middle is compared
    EXPECT_NEAR((lines[0].top + lines[0].bottom) / 2, area_top + 28.95 / 2, 3);
    EXPECT_NEAR((lines[21].top + lines[21].bottom) / 2, area_bottom - 28.95 / 2, 3.5);
    for (std::size_t i = 1; i < lines.size(); ++i) EXPECT_NEAR(lines[i].top - lines[i - 1].top, 28.95, 0.05);
}

TEST(Pdf, the_29th_letter_begins_a_line) {
    EXPECT_EQ(File{to_pdf(flush(repeated("国", 28)))}.words(1).at(0).text, repeated("国", 28));
    const auto words = File{to_pdf(flush(repeated("国", 29)))}.words(1);
    EXPECT_EQ(words.at(0).text, repeated("国", 28));
    EXPECT_EQ(words.at(1).text, "国");
}

TEST(Pdf, no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one) {
    for (int before = 24; before <= 30; ++before) {
        const File file{to_pdf(flush(repeated("国", before) + "，（党）“建”。" + repeated("国", 30)))};
        for (const auto& word : file.words(1)) {
            for (const char* mark : {"，", "）", "”", "。"})
                EXPECT_FALSE(word.text.starts_with(mark) && word.left < area_left + 2) << before << word.text;
            for (const char* mark : {"（", "“"})
                EXPECT_FALSE(word.text.ends_with(mark) && word.right > area_right - 8) << before << word.text;
        }
    }
}

TEST(Pdf, a_paragraph_begins_two_letters_in_and_its_full_lines_are_flush) {
    Document paper;
    paper.body = {paragraph(repeated("国，", 40) + "2026年" + repeated("国", 40))};
    const auto words = File{to_pdf(paper)}.words(1);
    EXPECT_NEAR(words.at(0).left, area_left + 2 * 15.78, 0.6);
    double rightmost_of_first = 0;
    for (const auto& word : words)
        if (std::abs(word.top - words[0].top) < 2) rightmost_of_first = std::max(rightmost_of_first, word.right);
    EXPECT_NEAR(rightmost_of_first, area_right, 1.5);
}

TEST(Pdf, page_numbers_have_dashes_and_stand_right_on_odd_pages_and_left_on_even_ones) {
    const File file{to_pdf(flush(repeated("国", 28 * 50)))};
    ASSERT_EQ(file.pages(), 3);
    for (int page = 1; page <= 3; ++page) {
        const auto words = file.words(page);
        const auto number = std::find_if(words.begin(), words.end(), [&](const auto& word) {
            return word.top > area_bottom && word.text.find(std::to_string(page)) != word.text.npos;
        });
        ASSERT_NE(number, words.end());
        EXPECT_NE(without_blanks(file.page(page)).find("—" + std::to_string(page) + "—"), std::string::npos);
        if (page % 2) EXPECT_GT(number->left, 400);
        else EXPECT_LT(number->right, 200);
    }
    auto silent = flush("国");
    silent.page_numbers = Document::PageNumbers::none;
    EXPECT_EQ(File{to_pdf(silent)}.text().find("—"), std::string::npos);
}

TEST(Pdf, a_letter_has_all_its_parts_with_fonts_embedded_and_properties_set) {
    const File file{to_pdf(samples::reminder())};
    const auto text = without_blanks(file.text());
    for (const char* part :
         {"中共清河市直属机关工作委员会", "清直工〔2026〕7号", "市统计局机关党委：", "一、基本情况", "（一）会议制度执行不到位", "附件：",
          "1.市统计局2026年第一季度", "2.整改情况反馈表", "2026年4月2日", "（联系人：陈望舒", "抄送：市委组织部", "2026年4月2日印发"})
        EXPECT_NE(text.find(part), text.npos) << part;
    const auto fonts = file.run("pdffonts");
    EXPECT_GE(count(fonts, "\n"), 5);
    EXPECT_EQ(count(fonts, "yes yes yes"), count(fonts, "\n") - 2) << fonts;
    const auto about = file.run("pdfinfo");
    EXPECT_NE(about.find("关于2026年第一季度党建工作情况的提示单"), about.npos);
    EXPECT_NE(about.find("595.276 x 841.89"), about.npos);
}

TEST(Pdf, links_lead_to_records_and_nowhere_else) {
    Document paper;
    paper.base_address = "https://zhibu.example.gov.cn/";
    paper.body = {Paragraph{{link("甲", "/facts?kind=a&x=党'>)"), link("乙", "javascript:alert(1)"), link("丙", "//evil.example"),
                             link("丁", "https://a.example/'] page=1 rect=[0 0 9 9]")}}};
    const auto links = File{to_pdf(paper)}.run("pdfinfo -url");
    EXPECT_NE(links.find("https://zhibu.example.gov.cn/facts?kind=a&x=%E5%85%9A%27%3E%29"), links.npos) << links;
    EXPECT_NE(links.find("https://a.example/%27]%20page=1%20rect=[0%200%209%209]"), links.npos) << links;
    EXPECT_EQ(count(links, "Annotation"), 2) << links;
    paper.base_address.clear();
    EXPECT_EQ(count(File{to_pdf(paper)}.run("pdfinfo -url"), "Annotation"), 1);
}

TEST(Pdf, a_long_table_repeats_its_header_on_each_page_and_keeps_each_row_once) {
    const File file{to_pdf(samples::ledger(1000))};
    const int pages = file.pages();
    EXPECT_GE(pages, 40);
    const auto text = file.text();
    EXPECT_EQ(count(text, "入党时间"), pages);
    for (int i = 1; i <= 1000; ++i) ASSERT_EQ(count(text, "党员" + std::to_string(i) + "\n"), 1) << i;
    EXPECT_NE(file.run("pdfinfo").find("841.89 x 595.276"), std::string::npos);
    auto unmarked = samples::ledger(1000);
    unmarked.watermark.clear();
    const File clear{to_pdf(unmarked)};
    for (const int page : {1, 2, pages})
        for (const auto& word : clear.words(page)) {
            EXPECT_GT(word.left, 104.8) << word.text;
            EXPECT_LT(word.right, 104.9 + 637.8) << word.text;
        }
}

TEST(Pdf, a_row_taller_than_a_page_is_cut_between_lines_and_loses_nothing) {
    Document paper;
    std::string long_text;
    for (int i = 1; i <= 400; ++i) long_text += "第" + std::to_string(i) + "项。";
    paper.body = {Table{"", {{"", 1}, {"", 1}}, {{cell("短"), cell(long_text)}, {cell("末"), cell("行")}}, 16}};
    paper.page_numbers = Document::PageNumbers::none;
    const File file{to_pdf(paper)};
    EXPECT_GE(file.pages(), 3);
    const auto text = without_blanks(file.text());
    for (int i = 1; i <= 400; ++i) EXPECT_EQ(count(text, "第" + std::to_string(i) + "项。"), 1) << i;
    EXPECT_EQ(count(text, "末"), 1);
}

TEST(Pdf, a_signature_never_stands_on_a_page_without_text) {
    for (int lines = 12; lines <= 26; ++lines) {
        auto paper = flush(repeated("国", 28 * lines));
        paper.signature = Signature{"中共清河市委组织部", Date::of(2026, 3, 1)};
        const File file{to_pdf(paper)};
        const auto last = file.page(file.pages());
        EXPECT_NE(last.find("组织部"), last.npos) << lines;
        EXPECT_NE(last.find("2026年3月1日"), last.npos) << lines;
        EXPECT_GE(count(last, "国"), 28) << lines;
        EXPECT_EQ(count(file.text(), "国"), 28 * lines);
    }
}

TEST(Pdf, an_attachment_follows_the_signature_on_a_page_of_its_own) {
    auto paper = flush(repeated("国", 28 * 3));
    paper.signature = Signature{"中共清河市委组织部", Date::of(2026, 3, 1)};
    paper.attachments = {"数据一览"};
    paper.body.push_back(PageBreak{});
    paper.body.push_back(Table{"数据一览", {{"指标", 1}}, {{cell("会议次数")}}});
    const File file{to_pdf(paper)};
    ASSERT_EQ(file.pages(), 2);
    const auto text = file.page(1), annex = file.page(2);
    EXPECT_LT(text.find("附件：数据一览"), text.find("组织部")) << text;
    EXPECT_EQ(text.find("会议次数"), text.npos);
    EXPECT_LT(annex.find("附件"), annex.find("会议次数")) << annex;
    EXPECT_EQ(annex.find("组织部"), annex.npos);
    const auto markdown = to_markdown(paper);
    EXPECT_LT(markdown.find("组织部"), markdown.find("会议次数")) << markdown;
}

TEST(Pdf, the_signature_stands_two_letters_from_the_right_edge_and_the_date_two_letters_further_in) {
    auto paper = flush("国");
    paper.signature = Signature{"中共清河市直属机关工作委员会", Date::of(2026, 3, 1)};
    double issuer = 0, issuer_end = 0, date = 0;
    for (const auto& word : File{to_pdf(paper)}.words(1)) {
        if (word.text.starts_with("中共")) issuer = word.left, issuer_end = word.right;
        if (word.text.starts_with("2026")) date = word.left;
    }
    EXPECT_NEAR(issuer_end, area_right - 2 * 15.78, 0.6);
    EXPECT_NEAR(date - issuer, 2 * 15.78, 1);
}

TEST(Pdf, headings_stay_with_the_beginning_of_what_they_head) {
    const Block below[] = {paragraph(repeated("正", 20)), paragraph(repeated("正", 60)), paragraph(repeated("正", 200)),
                           Table{"表", {{"列", 1}}, {{cell(repeated("正", 150))}, {cell("")}}}, Particulars{{{"正正", {plain("值")}}}}};
    for (const auto& block : below)
        for (int lines = 15; lines <= 22; ++lines) {
            auto paper = flush(repeated("国", 28 * lines));
            paper.body.insert(paper.body.end(), {Heading{1, "一、标题"}, Heading{2, "（一）小标题"}, block});
            if (lines % 2) paper.signature = Signature{"中共清河市委组织部", Date::of(2026, 3, 1)};
            const File file{to_pdf(paper)};
            for (int page = 1; page <= file.pages(); ++page) {
                const auto text = file.page(page);
                if (text.find("标题") != text.npos) {
                    EXPECT_NE(text.find("正正"), text.npos) << lines << " " << block.index();
                }
            }
        }
}

// Grey pixels of the watermark's tone in a rendered page.
int watermark_pixels(const File& file, int page) {
    const auto picture = file.run("pdftoppm -r 40 -gray -aa no -aaVector no -f " + std::to_string(page) + " -l " + std::to_string(page));
    return static_cast<int>(std::count_if(picture.begin(), picture.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 226 && static_cast<unsigned char>(c) <= 233;
    }));
}

TEST(Pdf, the_watermark_is_on_every_page_and_not_in_the_text) {
    auto paper = flush(repeated("国", 28 * 50));
    const auto clear = to_pdf(paper);
    paper.watermark = "王某 2026-03-01";
    const File marked{to_pdf(paper)};
    for (int page = 1; page <= 3; ++page) {
        EXPECT_GT(watermark_pixels(marked, page), 500) << page;
        EXPECT_LT(watermark_pixels(File{clear}, page), 50) << page;
    }
    EXPECT_EQ(marked.text(), File{clear}.text());
}

TEST(Pdf, the_same_paper_gives_the_same_bytes_from_any_thread) {
    const auto expected = to_pdf(samples::reminder());
    std::vector<std::string> results(4);
    std::vector<std::thread> threads;
    for (auto& result : results) threads.emplace_back([&] { result = to_pdf(samples::reminder()); });
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) EXPECT_EQ(result, expected);
    auto later = samples::reminder();
    later.created = Instant::at(Date::of(2026, 4, 2), 9, 30);
    EXPECT_NE(to_pdf(later), expected);
}

TEST(Pdf, hostile_text_is_printed_or_dropped_but_never_breaks_the_file) {
    Document paper;
    paper.title = "标题\0<b>&\x01\xFF\xFE\n\n"s;
    paper.receiver = "\xC3";
    paper.body = {paragraph("\xE2\x80\xAE倒转\xE2\x80\xAC<script>%PDF</script>"),
                  paragraph(""),
                  paragraph("\n\n\n"),
                  Heading{9, ""},
                  Heading{-3, "标\n题"},
                  Table{"", {}, {{cell("无列")}}},
                  Table{"", {{"", -1}, {"", 0}}, {{}, {cell("一"), cell("二"), cell("三")}, {Cell{{}, {}, 99}}}, -4},
                  Particulars{},
                  Particulars{{{"", {}}, {"很长" + repeated("长", 300), {plain("值")}}}},
                  Spacing{-5},
                  Spacing{1e9},
                  PageBreak{},
                  PageBreak{},
                  Bookmark{"(\\)", 77},
                  paragraph(repeated("W", 5000))};
    paper.attachments = {"", repeated("附", 3000)};
    paper.signature = Signature{repeated("署", 200), Date{}};
    paper.letterhead = Letterhead{repeated("机关", 60)};
    const File file{to_pdf(paper)};
    EXPECT_GE(file.pages(), 3);
    const auto text = without_blanks(file.text());
    EXPECT_NE(text.find("倒转<script>%PDF</script>"), text.npos);
    EXPECT_EQ(count(text, "署"), 200);
    EXPECT_EQ(count(text, "附"), 3002);  // those of the name, of "附件：" before it and of the label on its page
    EXPECT_EQ(count(text, "W"), 5000);
}

TEST(Pdf, pictures_are_bounded_and_damaged_ones_refused) {
    Document paper;
    const auto with = [&](std::string bytes) {
        paper.body = {Image{std::move(bytes), 60}};
        return to_pdf(paper);
    };
    const auto good = qr_png("https://zhibu.example.gov.cn");
    EXPECT_EQ(count(File{with(good)}.run("pdfimages -list"), "image"), 2);  // the heading of the list and one picture
    EXPECT_THROW(with(""), std::invalid_argument);
    EXPECT_THROW(with("GIF89a" + std::string(100, 'x')), std::invalid_argument);
    EXPECT_THROW(with(good.substr(0, good.size() / 2)), std::invalid_argument);
    EXPECT_THROW(with("\xFF\xD8\xFF\xE0" + std::string(40, '\0')), std::invalid_argument);
    EXPECT_THROW(with(std::string(image_bytes + 1, 'x')), std::invalid_argument);
    auto bomb = good;
    bomb.replace(16, 8, std::string{"\0\0\x75\x30\0\0\x75\x30", 8});  // 30000 × 30000 pixels
    EXPECT_THROW(with(bomb), std::invalid_argument);
}

TEST(Pdf, a_jpeg_goes_into_the_file_as_it_is) {
    const File page{to_pdf(flush("国"))};
    const auto jpeg = page.run("pdftoppm -jpeg -r 40 -singlefile", "");  // to standard output
    ASSERT_EQ(jpeg.substr(0, 3), "\xFF\xD8\xFF");
    Document paper;
    paper.body = {Image{jpeg, 60}};
    const auto pdf = to_pdf(paper);
    EXPECT_NE(pdf.find(jpeg), pdf.npos);
    EXPECT_NE(File{pdf}.run("pdfimages -list").find("jpeg"), std::string::npos);
}

TEST(Binder, has_a_cover_contents_with_true_page_numbers_and_an_outline) {
    const auto papers = samples::binder_papers();
    const File file{to_pdf(papers, samples::binder_options())};
    EXPECT_NE(without_blanks(file.page(1)).find("2025年度组织生活档案"), std::string::npos);
    const auto contents = file.page(2);
    EXPECT_NE(contents.find("目"), contents.npos);
    // each paper begins on the page that the contents name: the named places point at the sheets
    const auto places = file.run("pdfinfo -dests");
    const auto contents_words = file.words(2);
    for (std::size_t i = 0; i < papers.size(); ++i) {
        std::smatch found;
        ASSERT_TRUE(std::regex_search(places, found, std::regex{R"((\d+) \[ XYZ[^"]*"paper)" + std::to_string(i + 1) + "\""})) << places;
        const int sheet = std::stoi(found[1]);
        const auto page = file.page(sheet);
        EXPECT_NE(without_blanks(page).find(without_blanks(papers[i].title).substr(0, 12)), std::string::npos) << i;
        EXPECT_NE(without_blanks(page).find("—" + std::to_string(sheet - 2) + "—"), page.npos) << "cover and contents are not counted";
        EXPECT_TRUE(std::any_of(contents_words.begin(), contents_words.end(), [&](const auto& word) {
            return word.left > 480 && word.text == std::to_string(sheet - 2);
        })) << i;
    }
    const auto outline = file.run("pdftohtml -xml -i -stdout");
    for (const char* part :
         {"目录", "一、组织生活", "2025年第4次支部党员大会会议记录", "二、形成决议", "党员花名册", "（一）坚持把政治建设摆在首位"})
        EXPECT_NE(outline.substr(outline.find("<outline>")).find(part), std::string::npos) << part;
}

TEST(Binder, of_nothing_and_of_untitled_papers_is_still_a_file) {
    EXPECT_EQ(File{to_pdf(std::span<const Document>{}, {.title = "空"})}.pages(), 2);
    const std::vector<Document> papers(60);
    EXPECT_EQ(File{to_pdf(papers, {.title = "档案"})}.pages(), 1 + 3 + 60);
}

}  // namespace
}  // namespace zhibu::document
