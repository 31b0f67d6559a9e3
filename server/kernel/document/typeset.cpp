// Text broken into lines by Chinese rules: fonts wanted by name with free stand-ins, even justification, first-line indents.
#include "kernel/document/typeset.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "kernel/document/measure.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

double points_of(int units) { return static_cast<double>(units) / PANGO_SCALE; }
int units_of(double points) { return static_cast<int>(std::lround(points * PANGO_SCALE)); }

struct WantedFace {
    std::vector<const char*> names;  // the typeface itself, under the names it is sold and installed by
    const char* stand_in;
    bool stand_in_bold;
};
// In the order of Face.
const std::array<WantedFace, 4> wanted_faces{{
    {{"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "华文仿宋"}, "Noto Serif CJK SC", false},
    {{"方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"}, "Noto Serif CJK SC", true},
    {{"黑体", "SimHei", "STHeiti", "华文黑体"}, "Noto Sans CJK SC", true},
    {{"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "华文楷体"}, "AR PL UKai CN", false},
}};

bool wide(gunichar c) { return g_unichar_iswide(c) || (c >= 0x2010 && c <= 0x2027) || c == ' '; }

// Spreads what is missing to the full width evenly over the gaps between letters, but never inside a number or a Latin word:
// Pango's own justification would put all of it into the one blank of a Chinese line.
class Justification {
public:
    Justification(PangoLayoutLine* line, const char* text) : line_{line}, text_{text} {}
    void fill(double missing, double most_a_gap) {
        const int gaps = walk(0);
        if (gaps == 0 || missing <= 0 || missing / gaps > most_a_gap) return;
        walk(units_of(missing / gaps));
    }

private:
    int walk(int widen) {
        int gaps = 0;
        for (GSList* each = line_->runs; each; each = each->next) {
            PangoGlyphItemIter cluster;
            auto* run = static_cast<PangoGlyphItem*>(each->data);
            for (auto more = pango_glyph_item_iter_init_start(&cluster, run, text_); more;
                 more = pango_glyph_item_iter_next_cluster(&cluster)) {
                if (!gap_after(cluster)) continue;
                ++gaps;
                if (widen) run->glyphs->glyphs[cluster.end_glyph - 1].geometry.width += widen;
            }
        }
        return gaps;
    }
    bool gap_after(const PangoGlyphItemIter& cluster) const {
        if (cluster.end_index >= line_->start_index + line_->length) return false;
        return wide(g_utf8_get_char(text_ + cluster.start_index)) || wide(g_utf8_get_char(text_ + cluster.end_index));
    }
    PangoLayoutLine* line_;
    const char* text_;
};

void add(PangoAttrList* list, PangoAttribute* attribute, std::size_t from, std::size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
}

double natural_width(PangoLayoutLine* line) {
    PangoRectangle logical;
    pango_layout_line_get_extents(line, nullptr, &logical);
    return points_of(logical.width);
}

}  // namespace

void Typeset::Release::operator()(PangoLayout* layout) const { g_object_unref(layout); }

double Typeset::widest() const {
    double most = 0;
    for (const auto& each : lines_) most = std::max(most, each.width);
    return most;
}

std::vector<LinkBox> Typeset::links(int number) const {
    std::vector<LinkBox> boxes;
    auto* const each = line(number);
    for (const auto& range : links_) {
        const int from = std::max(range.from, each->start_index), to = std::min(range.to, each->start_index + each->length);
        if (from >= to) continue;
        int start = 0, end = 0;
        pango_layout_line_index_to_x(each, from, FALSE, &start);
        pango_layout_line_index_to_x(each, to, FALSE, &end);
        if (end > start) boxes.push_back({range.address, points_of(start), points_of(end)});
    }
    return boxes;
}

struct Typesetter::Fonts {
    PangoFontMap* map = pango_cairo_font_map_new();
    PangoContext* context = nullptr;
    std::array<PangoFontDescription*, 4> faces{};
    std::array<bool, 4> stand_in_bold{};

    Fonts() {
        pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
        context = pango_font_map_create_context(map);
        pango_context_set_language(context, pango_language_from_string("zh-cn"));
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
        pango_context_set_round_glyph_positions(context, FALSE);
        auto* options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
        for (std::size_t i = 0; i < faces.size(); ++i) choose(i);
    }
    ~Fonts() {
        for (auto* face : faces) pango_font_description_free(face);
        g_object_unref(context);
        g_object_unref(map);
    }
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;

    // fontconfig answers every name with some font: only one that bears a wanted name is the wanted one.
    bool installed(const char* name, const std::vector<const char*>& names) const {
        std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> asked{pango_font_description_from_string(name),
                                                                                     pango_font_description_free};
        pango_font_description_set_size(asked.get(), 16 * PANGO_SCALE);
        auto* font = pango_font_map_load_font(map, context, asked.get());
        if (!font) return false;
        std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> found{pango_font_describe(font),
                                                                                     pango_font_description_free};
        g_object_unref(font);
        const std::string_view family = pango_font_description_get_family(found.get());
        return std::any_of(names.begin(), names.end(), [&](const char* each) { return family == each; });
    }
    void choose(std::size_t i) {
        const auto& wanted = wanted_faces[i];
        const auto found =
            std::find_if(wanted.names.begin(), wanted.names.end(), [&](const char* name) { return installed(name, wanted.names); });
        stand_in_bold[i] = found == wanted.names.end() && wanted.stand_in_bold;
        std::string families = found == wanted.names.end() ? wanted.stand_in : *found;
        families += ",Noto Serif CJK SC,Noto Sans CJK SC";
        faces[i] = pango_font_description_new();
        pango_font_description_set_family(faces[i], families.c_str());
    }
};

Typesetter::Typesetter() : fonts_{std::make_unique<Fonts>()} {}
Typesetter::~Typesetter() = default;

Typeset Typesetter::set(const Runs& runs, const TextStyle& style, double width, std::string_view base_address) const {
    Typeset result;
    result.points_ = style.points;
    result.layout_.reset(pango_layout_new(fonts_->context));
    auto* layout = result.layout_.get();

    const auto face = static_cast<std::size_t>(style.face);
    std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> font{pango_font_description_copy(fonts_->faces[face]),
                                                                                pango_font_description_free};
    pango_font_description_set_absolute_size(font.get(), style.points * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold || fonts_->stand_in_bold[face] ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font.get());

    std::string text;
    std::unique_ptr<PangoAttrList, void (*)(PangoAttrList*)> attributes{pango_attr_list_new(), pango_attr_list_unref};
    for (const auto& run : runs) {
        const auto from = text.size();
        text += printable(run.text);
        if (run.kind == Run::Kind::bold) add(attributes.get(), pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, text.size());
        auto target = address(run, base_address);
        if (target.empty()) continue;
        add(attributes.get(), pango_attr_foreground_new(0x1F00, 0x3A00, 0x6800), from,
            text.size());  // prints nearly black, shows where to click
        result.links_.push_back({static_cast<int>(from), static_cast<int>(text.size()), std::move(target)});
    }
    if (style.gridded)
        add(attributes.get(), pango_attr_letter_spacing_new(units_of(letter_step - body_points)), 0, PANGO_ATTR_INDEX_TO_TEXT_END);
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    pango_layout_set_attributes(layout, attributes.get());
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, units_of(std::max(width, style.points)));
    pango_layout_set_indent(layout, units_of(style.indent));

    const char* stored = pango_layout_get_text(layout);
    for (GSList* each = pango_layout_get_lines(layout); each; each = each->next) {
        auto* line = static_cast<PangoLayoutLine*>(each->data);
        const double indent = line->is_paragraph_start == (style.indent > 0) ? std::abs(style.indent) : 0;
        const bool ends_paragraph = !each->next || static_cast<PangoLayoutLine*>(each->next->data)->is_paragraph_start;
        const double room = width - indent;
        if (style.alignment == Alignment::justified && !ends_paragraph)
            Justification{line, stored}.fill(room - natural_width(line), style.points / 2);
        const double taken = natural_width(line);
        double left = indent;
        if (style.alignment == Alignment::centre) left += (room - taken) / 2;
        if (style.alignment == Alignment::right) left += room - taken;
        result.lines_.push_back({line, left, left + taken, indent + taken});
    }
    return result;
}

Typeset Typesetter::set(std::string_view text, const TextStyle& style, double width) const {
    return set(Runs{plain(std::string{text})}, style, width);
}

Typeset Typesetter::set_balanced(std::string_view text, const TextStyle& style, double width) const {
    auto widest = set(text, style, width);
    double narrow = width / 2, enough = width;
    for (int step = 0; step < 7 && widest.lines() > 1; ++step) {
        const double middle = (narrow + enough) / 2;
        if (set(text, style, middle).lines() > widest.lines()) narrow = middle;
        else enough = middle;
    }
    auto result = set(text, style, enough);
    for (auto& line : result.lines_) {
        line.left += (width - enough) / 2;
        line.right += (width - enough) / 2;
    }
    return result;
}

}  // namespace zhibu::document
