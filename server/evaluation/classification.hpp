// Classes of organisations in a period (抓两头带中间): computed by the rule of an index, changed by hand only with a reason, frozen when the
// committee's clerk confirms them.
#pragma once
#include "evaluation/evaluation.hpp"

namespace zhibu::evaluation {

enum class ClassificationState { draft, confirmed };
BOOST_DESCRIBE_ENUM(ClassificationState, draft, confirmed)

struct Classification {
    Id<Classification> id{};
    std::string index_name{};
    Id<Organization> organization_id{};  // the committee; its organisations below are classed
    Period period{};
    Date rule_from{};                    // of the index's version
    ClassificationState state{ClassificationState::draft};
    Instant computed_at{};
    Id<Account> computed_by{};
    std::optional<Instant> confirmed_at{};
    std::optional<Id<Account>> confirmed_by{};
    std::int64_t version{1};
};
// One organisation of it.
struct Classified {
    Id<Organization> organization_id{};
    std::int64_t points{no_points};      // hundredths
    std::optional<Class> by_rule{}, now{};
    std::string vetoes{}, reason{};      // why it was changed by hand
    Id<Account> changed_by{};
};
struct ClassChange {
    Class to{};
    std::string reason{};
};

struct ClassificationPolicy {
    // The committee's side sees its drafts; a unit what was confirmed about it.
    static Where visible_to(const View& view) {
        auto own = view.within({Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector});
        auto units = view.within(organization::readers, "c.organization_id");
        units.sql = "id IN (SELECT c.classification_id FROM classified c WHERE c.tenant_id = classification.tenant_id AND " + units.sql + ")";
        return own || (units && Where{"state = 'confirmed'"});
    }
    static Where matching(const View&, const std::string& words) { return where("index_name LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const Classification& record) { return allowed_if(view.covers(clerks, record.organization_id), "confirms_no_classes"); }
    static Verdict may_change(const View& view, const Classification& record) {
        if (record.state == ClassificationState::confirmed) return denied("classes_are_confirmed");
        return may_create(view, record);
    }
};

std::vector<Classified> lines_of(const View& view, Id<Classification> classification, const Where& scope);

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::Classification> {
    using T = evaluation::Classification;
    static constexpr std::string_view name = "classification";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::index_name>({.required = true, .fixed = true, .filterable = true, .max = 60}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::rule_from>({.server_set = true, .listed = false}), field<&T::state>({.server_set = true, .filterable = true}), field<&T::computed_at>({.server_set = true, .sortable = true}),
        field<&T::computed_by>({.server_set = true, .reference = "account"}), field<&T::confirmed_at>({.server_set = true, .sortable = true}),
        field<&T::confirmed_by>({.server_set = true, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<evaluation::ClassChange> {
    using T = evaluation::ClassChange;
    static constexpr std::string_view name = "class_change";
    static constexpr auto fields = std::tuple{field<&T::to>(), field<&T::reason>({.required = true, .min = 4, .max = 500})};
};
}  // namespace zhibu
