// The XML of a DOCX below the paper itself: styles, settings, relations, pictures, tables, section.
#pragma once
#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "kernel/document/measure.hpp"
#include "kernel/document/package.hpp"
#include "kernel/document/picture.hpp"

namespace zhibu::document::docx {

template <class Value>
void set(pugi::xml_node node, const char* name, const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) node.append_attribute(name).set_value(value.c_str());
    else node.append_attribute(name).set_value(value);
}

// What the paper points at: links outside and pictures inside. Ids in the order of first use.
class Relations {
public:
    std::string link(const std::string& address);  // the same id for the same address
    std::string picture(const std::string& bytes, PictureKind kind);
    void write(pugi::xml_node relationships) const;
    void add_pictures(Package& package) const;

private:
    struct Media {
        std::string id, name, bytes;
    };
    std::vector<std::pair<std::string, std::string>> links_;  // id, address
    std::map<std::string, std::string> id_of_;
    std::vector<Media> pictures_;
};

std::string serialized(const pugi::xml_document& xml);
void declare_namespaces(pugi::xml_node root);

void append_text(pugi::xml_node run, const std::string& printable_text);  // line feeds become breaks
void append_run(pugi::xml_node paragraph, const std::string& printable_text, const char* character_style);
void append_picture(pugi::xml_node paragraph, const std::string& relation, int number, Extent extent, const std::string& alternative);
void append_section(pugi::xml_node body, const PageShape& shape, Orientation orientation, bool numbered, bool watermarked);

enum class RowKind { header, body };
std::vector<int> column_widths(const Table& table, double width);  // twips, adding up to the width
pugi::xml_node append_table(pugi::xml_node body, const std::vector<int>& widths);
pugi::xml_node append_row(pugi::xml_node table, RowKind kind);
pugi::xml_node append_cell(pugi::xml_node row, int width, int span);

struct SignaturePlaces {
    int issuer, date;  // half letters from the left edge
};
SignaturePlaces signature_places(const Signature& signature, int half_letters_a_line);

// Content types, relations, properties, styles, settings, fonts, footers and header.
void add_fixed_parts(Package& package, const Document& document, const Relations& relations, bool numbered);

}  // namespace zhibu::document::docx
