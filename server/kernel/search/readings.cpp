// How Chinese characters are read, without tones.
#include "kernel/search/readings.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace zhibu::search {
namespace {

constexpr char32_t first = 0x3400, last = 0x9FFF;  // the others are read as nothing

// ICU knows one reading a character. These have several that people type; names and Party work decided the choice.
// clang-format off
constexpr std::pair<std::u32string_view, const char*> several[] = {
    {U"长", "chang zhang"}, {U"重", "zhong chong"}, {U"行", "xing hang"}, {U"会", "hui kuai"}, {U"乐", "le yue"},
    {U"单", "dan shan chan"}, {U"曾", "ceng zeng"}, {U"解", "jie xie"}, {U"仇", "chou qiu"}, {U"区", "qu ou"},
    {U"查", "cha zha"}, {U"盖", "gai ge"}, {U"朴", "pu piao"}, {U"翟", "zhai di"}, {U"尉", "wei yu"}, {U"都", "du dou"},
    {U"调", "diao tiao"}, {U"传", "chuan zhuan"}, {U"参", "can shen cen"}, {U"藏", "cang zang"}, {U"朝", "chao zhao"},
    {U"乘", "cheng sheng"}, {U"得", "de dei"}, {U"地", "di de"}, {U"的", "de di"}, {U"度", "du duo"}, {U"恶", "e wu"},
    {U"给", "gei ji"}, {U"合", "he ge"}, {U"和", "he huo hu"}, {U"还", "hai huan"}, {U"系", "xi ji"},
    {U"降", "jiang xiang"}, {U"角", "jiao jue"}, {U"觉", "jue jiao"}, {U"校", "xiao jiao"}, {U"劲", "jin jing"},
    {U"卡", "ka qia"}, {U"落", "luo la"}, {U"率", "lv lu shuai"}, {U"绿", "lv lu"}, {U"没", "mei mo"}, {U"模", "mo mu"},
    {U"泊", "bo po"}, {U"奇", "qi ji"}, {U"强", "qiang jiang"}, {U"圈", "quan juan"}, {U"塞", "sai se"}, {U"色", "se shai"},
    {U"厦", "sha xia"}, {U"省", "sheng xing"}, {U"石", "shi dan"}, {U"识", "shi zhi"}, {U"似", "si shi"}, {U"宿", "su xiu"},
    {U"提", "ti di"}, {U"拓", "tuo ta"}, {U"削", "xiao xue"}, {U"血", "xue xie"}, {U"叶", "ye xie"}, {U"员", "yuan yun"},
    {U"择", "ze zhai"}, {U"扎", "zha za"}, {U"折", "zhe she"}, {U"着", "zhe zhuo zhao"}, {U"种", "zhong chong"},
    {U"术", "shu zhu"}, {U"薄", "bo bao"}, {U"卜", "bu bo"}, {U"缪", "miao mou"}, {U"召", "zhao shao"}, {U"祭", "ji zhai"},
    {U"覃", "qin tan"}, {U"隗", "wei kui"}, {U"乜", "mie nie"}, {U"褚", "chu zhu"}, {U"车", "che ju"}, {U"秘", "mi bi"},
    {U"谌", "chen shen"}, {U"宓", "mi fu"}, {U"郗", "xi chi"}, {U"句", "ju gou"}, {U"能", "neng nai"}, {U"贾", "jia gu"},
    {U"柏", "bai bo"}, {U"洗", "xi xian"}, {U"万", "wan mo"}, {U"伯", "bo bai"}, {U"阿", "a e"}, {U"巷", "xiang hang"},
    {U"俞", "yu shu"}, {U"弹", "dan tan"}, {U"屏", "ping bing"}, {U"便", "bian pian"}, {U"差", "cha chai ci"},
    {U"称", "cheng chen"}, {U"畜", "chu xu"}, {U"大", "da dai"}, {U"了", "le liao"}, {U"露", "lu lou"},
    {U"粘", "zhan nian"}, {U"迫", "po pai"}, {U"亲", "qin qing"}, {U"数", "shu shuo"}, {U"说", "shuo shui"},
    {U"熟", "shu shou"}, {U"尾", "wei yi"}, {U"遗", "yi wei"}, {U"殷", "yin yan"}, {U"仔", "zi zai"}, {U"综", "zong zeng"},
    {U"什", "shi shen"}, {U"否", "fou pi"}, {U"浚", "jun xun"}, {U"蔚", "wei yu"}, {U"六", "liu lu"}, {U"番", "fan pan"},
    {U"陂", "bei po"}, {U"莘", "xin shen"}, {U"荥", "xing ying"}, {U"乾", "qian gan"}, {U"晟", "sheng cheng"},
    {U"茜", "qian xi"}, {U"筠", "yun jun"}, {U"繁", "fan po"}, {U"黑", "hei he"}, {U"不", "bu fou"}, {U"丁", "ding zheng"},
    {U"洞", "dong tong"}, {U"栖", "qi xi"}, {U"暴", "bao pu"}, {U"核", "he hu"}, {U"虹", "hong gang"}, {U"尺", "chi che"},
    {U"壳", "ke qiao"}, {U"臭", "chou xiu"}, {U"杉", "shan sha"}, {U"颤", "chan zhan"}, {U"咽", "yan ye"},
    {U"吓", "xia he"}, {U"纶", "lun guan"}, {U"堡", "bao pu bu"}, {U"埔", "pu bu"}, {U"蚌", "bang beng"}, {U"娜", "na nuo"},
    {U"那", "na nuo"}, {U"镐", "gao hao"}, {U"贲", "ben bi"}, {U"适", "shi kuo"}, {U"虑", "lv lu"}, {U"勒", "le lei"},
    {U"侗", "dong tong"}, {U"莞", "guan wan"}, {U"涡", "wo guo"}, {U"歙", "she xi"}, {U"铅", "qian yan"},
};
// clang-format on

constexpr std::pair<std::u32string_view, std::array<std::string_view, 2>> double_surnames[] = {
    {U"尉迟", {"yu", "chi"}},  {U"万俟", {"mo", "qi"}},   {U"长孙", {"zhang", "sun"}}, {U"单于", {"chan", "yu"}},
    {U"澹台", {"tan", "tai"}}, {U"令狐", {"ling", "hu"}}, {U"宰父", {"zai", "fu"}},    {U"亓官", {"qi", "guan"}},
};

void add_once(Readings& to, std::string reading) {
    if (!reading.empty() && std::find(to.begin(), to.end(), reading) == to.end()) to.push_back(std::move(reading));
}

// One syllable with its tone as ICU writes it ("lǚ") without the tone: v for ü, as it is typed.
std::string plain_syllable(const icu::UnicodeString& decomposed) {
    std::string result;
    for (std::int32_t at = 0; at < decomposed.length(); ++at) {
        const auto c = decomposed[at];
        if (c >= 'a' && c <= 'z') result += static_cast<char>(c);
        else if (c == 0x0308 && !result.empty() && result.back() == 'u') result.back() = 'v';
        else if (c < 0x0300 || c > 0x036F) return {};  // not transliterated
    }
    return result;
}

// Two transliterators, loaded once (0.14 s), and what they say of each character, asked in blocks of 64 as the need arises:
// a character costs ICU some 13 µs each time, and all 28,000 at once would keep the first search waiting for a second.
class Table {
public:
    const Readings& ordinary(char32_t c) { return at(c).first; }
    const Readings& surname(char32_t c) { return at(c).second; }

private:
    using Entry = std::pair<Readings, Readings>;
    static constexpr char32_t block_size = 64;
    struct Block {
        std::once_flag filled;
        std::array<Entry, block_size> entries;
    };

    const Entry& at(char32_t c) {
        static const Entry nothing;
        if (c < first || c > last) return nothing;
        auto& block = blocks_[(c - first) / block_size];
        std::call_once(block.filled, [&] { fill(block, c - (c - first) % block_size); });
        return block.entries[(c - first) % block_size];
    }

    void fill(Block& block, char32_t from) {
        const std::lock_guard guard{mutex_};
        for (const auto& [character, list] : several)
            if (character[0] >= from && character[0] < from + block_size) add_list(block.entries[character[0] - from].first, list);
        read(*latin_, from, [&](std::size_t i, const std::string& syllable) { add(block.entries[i].first, syllable); });
        read(*names_, from, [&](std::size_t i, const std::string& syllable) { add(block.entries[i].second, syllable); });
        for (auto& [usual, surname] : block.entries)
            for (const auto& each : usual) add_once(surname, each);
    }

    static void add_list(Readings& to, std::string_view list) {
        for (std::size_t from = 0; from < list.size();) {
            const auto end = std::min(list.find(' ', from), list.size());
            add_once(to, std::string{list.substr(from, end - from)});
            from = end + 1;
        }
    }
    static void add(Readings& to, const std::string& syllable) {
        add_once(to, syllable);
        auto with_u = syllable;
        std::replace(with_u.begin(), with_u.end(), 'v', 'u');
        add_once(to, with_u);
    }

    // One line a character, because a name is only known at the beginning of a text.
    template <class Keep>
    static void read(const icu::Transliterator& latin, char32_t from, Keep keep) {
        UErrorCode error = U_ZERO_ERROR;
        const auto& decomposing = *icu::Normalizer2::getNFDInstance(error);
        for (std::size_t i = 0; i < block_size; ++i) {
            icu::UnicodeString text{static_cast<UChar32>(from + i)};
            latin.transliterate(text);
            keep(i, plain_syllable(decomposing.normalize(text.trim(), error)));
        }
        if (U_FAILURE(error)) throw std::runtime_error{std::string{"pinyin: "} + u_errorName(error)};
    }

    static std::unique_ptr<icu::Transliterator> load(const char* id) {
        UErrorCode error = U_ZERO_ERROR;
        UParseError where{};
        std::unique_ptr<icu::Transliterator> result{icu::Transliterator::createInstance(id, UTRANS_FORWARD, where, error)};
        if (U_FAILURE(error)) throw std::runtime_error{std::string{"pinyin: "} + u_errorName(error)};
        return result;
    }

    std::mutex mutex_;
    std::unique_ptr<icu::Transliterator> latin_ = load("Han-Latin"), names_ = load("Han-Latin/Names");
    std::array<Block, (last - first) / block_size + 1> blocks_;
};

Table& table() {
    static Table instance;
    return instance;
}

}  // namespace

const Readings& readings(char32_t character) { return table().ordinary(character); }
const Readings& surname_readings(char32_t character) { return table().surname(character); }

std::vector<std::string_view> double_surname(std::u32string_view name) {
    for (const auto& [surname, syllables] : double_surnames)
        if (name.substr(0, 2) == surname) return {syllables.begin(), syllables.end()};
    return {};
}

}  // namespace zhibu::search
