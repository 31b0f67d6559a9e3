// What the office owes the people on its lists: a reason for taking them out, and somebody who is told when they are read in bulk.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/kept.hpp"
#include "kernel/http/router.hpp"
#include "kernel/record/view.hpp"

namespace zhibu::personal {

inline constexpr std::string_view bulk_action = "personal_data.read_in_bulk", checked_action = "personal_data.checked";

// The reason of this export: 422 where the list names people and nobody says why.
std::string export_reason(const http::Call& call, std::string_view noun);
// "<noun>.exported" in the audit, with the reason; the auditors are told where the account took very much within the hour. 409 where
// a second person has to consent first: then the file that was made is dropped and the export laid before them (export_request.hpp).
void note_export(const http::Call& call, const std::string& noun, Id<Organization> organization, std::size_t rows, const std::string& reason);
// The lists that name people, and who may consent to an export of one: they read the same.
std::vector<std::string> nouns_of_people(const View& view);
std::vector<Role> consent_roles(const View& view, std::string_view noun);
// To be called after "<noun>.revealed": the same for looks at protected fields.
void note_reveal(Transaction& t);

// Pages of a list with protected fields, read one after another: counted in memory, since nothing is written for each.
class PagesRead {
public:
    // Tells the auditors once within the stretch where the account's pages come to too many rows.
    void note(const http::Call& call);

private:
    std::shared_ptr<const void> rules(const http::Call& call);
    struct Reader {
        Instant since{};
        std::int64_t rows{};
        bool told{};
    };
    std::mutex mutex_;
    std::map<std::int64_t, Reader> readers_;
    std::map<std::int64_t, db::Kept<std::shared_ptr<const void>>> rules_;  // of a tenant: asked with every page
};

// Whether this entry of the audit is an alarm that the reader may answer for; its reason otherwise.
Verdict may_check(const View& view, std::int64_t entry);

// The inbox of auditors and POST /audit/{id}/check, with which one says what came of an alarm.
void install(App& app);

}  // namespace zhibu::personal
