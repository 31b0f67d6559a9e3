// Tests look at PDF files from outside, with poppler's tools; nothing stays on the disk.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <string>
#include <vector>

namespace zhibu::document::poppler {

struct Word {
    double left, top, right, bottom;  // points from the page's top left corner
    std::string text;
};

class File {
public:
    explicit File(const std::string& bytes) {
        static int number = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("zhibu_paper_" + std::to_string(::getpid()) + "_" + std::to_string(++number) + ".pdf");
        std::ofstream{path_, std::ios::binary} << bytes;
    }
    ~File() { std::filesystem::remove(path_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    // What `tool arguments… file after…` prints; the tool must succeed.
    std::string run(const std::string& tool, const std::string& after = "") const {
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen((tool + " " + path_.string() + " " + after + " 2>&1").c_str(), "r"),
                                                         [](FILE*) { return 0; }};
        std::string output;
        std::array<char, 65536> buffer;
        for (std::size_t got; (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) output.append(buffer.data(), got);
        EXPECT_EQ(::pclose(pipe.get()), 0) << tool << ": " << output;
        return output;
    }
    std::string text(const std::string& options = "") const { return run("pdftotext " + options, "-"); }
    std::string page(int number) const { return text("-f " + std::to_string(number) + " -l " + std::to_string(number)); }
    int pages() const {
        std::smatch found;
        const auto output = run("pdfinfo");
        return std::regex_search(output, found, std::regex{R"(Pages:\s+(\d+))"}) ? std::stoi(found[1]) : 0;
    }
    std::vector<Word> words(int page) const {
        const auto output = run("pdftotext -bbox -f " + std::to_string(page) + " -l " + std::to_string(page), "-");
        static const std::regex word{R"re(<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</word>)re"};
        std::vector<Word> words;
        for (std::sregex_iterator each{output.begin(), output.end(), word}, end; each != end; ++each)
            words.push_back({std::stod((*each)[1]), std::stod((*each)[2]), std::stod((*each)[3]), std::stod((*each)[4]), (*each)[5]});
        return words;
    }

private:
    std::filesystem::path path_;
};

inline int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
    return found;
}
inline std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
    return text;
}

}  // namespace zhibu::document::poppler
