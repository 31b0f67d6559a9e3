#include "sealed_columns.hpp"

namespace zhibu {

std::vector<secret::SealedColumn> sealed_columns() {
    auto all = secret::sealed_columns_of_kernel();
    all.insert(all.end(), {{.table = "member", .column = "id_number", .index = "id_number_index", .purpose = "member.id_number"},
                           {.table = "member", .column = "phone", .index = "phone_index", .purpose = "member.phone"},
                           {.table = "organization", .column = "contact_phone"},
                           {.table = "correction", .column = "wanted"},
                           {.table = "correction", .column = "former"},
                           {.table = "correction", .column = "reason"},
                           {.table = "correction", .column = "answer"},
                           {.table = "roster_import_change", .column = "former", .row = {{"import_id"}, {"sheet_row"}},
                            .place = [](auto& row) { return "roster_import_change." + row[0] + "." + row[1] + ".former"; }},
                           {.table = "objection", .column = "sealed"},
                           {.table = "objection", .column = "answer"}});
    return all;
}

}  // namespace zhibu
