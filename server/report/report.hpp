// The module's door: what main installs, and the annual report as the command line asks for it.
#pragma once
#include "kernel/document/document.hpp"
#include "organization/organization.hpp"

namespace zhibu::report {

void install(App& app);

// The annual report of an organisation as it writes itself today.
struct Written {
    std::string json;              // {organization, year, computed_at, figures, sections}
    document::Document document;   // for PDF, DOCX and Markdown
};
Written annual(const View& view, Id<Organization> organization, int year, const std::string& base_address);
// The organisation of a name, short name, code or number; throws std::invalid_argument saying what is wrong.
Id<Organization> named(const View& view, const std::string& text);

}  // namespace zhibu::report
