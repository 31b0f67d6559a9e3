// A new master key in place of the old one: everything that the old one sealed is sealed anew, and found anew by equality. It may be
// broken off at any moment and run again; what is done is told by what already opens under the new key.
//
// What stays: the audit as it was written. Each chain goes on under the new key from where the old one ended, and the key file says where
// that was, so that `zhibu verify` reads it whole and nobody who found the old key can add to it or change it.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernel/secret/key_file.hpp"

namespace zhibu {
class App;
struct Place;
}  // namespace zhibu

namespace zhibu::secret {

// A column of which each value is sealed by the office's key.
struct SealedColumn {
    struct Part {  // of the row's key, after the tenant
        std::string name;
        enum class Kind { number, text } kind = Kind::number;
    };
    std::string table, column;
    std::vector<Part> row{{"id"}};
    std::function<std::string(const std::vector<std::string>& row)> place{};  // nothing: table.id.column
    enum class Form { bytes, base64 } form = Form::bytes;
    std::string only{};            // a condition on the rows, "" for all
    std::string index{}, purpose{};  // the blind index beside it
};
// Of the kernel's own tables; modules tell theirs (modules.hpp).
std::vector<SealedColumn> sealed_columns_of_kernel();

struct Rotated {
    std::int64_t values = 0, files = 0, box_keys = 0;
    std::vector<std::string> lost;  // what neither key opens
};

// A ring with a new key in front, the audit of all tenants ended under the one before it.
Ring begin_rotation(const Ring& ring, AuditEnds ends);
AuditEnds audit_ends(App& app);
// Everything that stands under the key before.
Rotated seal_anew(App& app, const std::vector<SealedColumn>& columns, const std::function<void(const std::string& what)>& report = {});
std::filesystem::path retired_key_file(const Place& place, const std::string& identity);

}  // namespace zhibu::secret
