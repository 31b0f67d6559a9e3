// List, show, create, change and verbs for one described type, under its policy, with audit. No hooks and no flags: a noun
// that does not fit writes its own handlers with the same parts (Store, Policy, Call).
#pragma once
#include <functional>

#include "kernel/record/description.hpp"
#include "kernel/record/list_query.hpp"
#include "kernel/record/store.hpp"
#include "kernel/record/audited_export.hpp"

namespace zhibu {

// The differences between two states of a record for the audit: {"title":["old","new"]}; protected values masked.
template <class T>
Json differences(const T& before, const T& after) {
    std::string out = "{";
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        if constexpr (!std::is_same_v<typename F::Value, BlindIndex>) {
            if (each.name == "version") return;
            auto old_text = to_json(before.*F::member), new_text = to_json(after.*F::member);
            bool changed = old_text != new_text;
            if constexpr (std::is_same_v<typename F::Value, Protected>) changed = before.*F::member != after.*F::member;
            if (!changed) return;
            if (out.size() > 1) out += ',';
            out += '"' + std::string{each.name} + "\":[" + old_text + ',' + new_text + ']';
        }
    });
    return {out + "}"};
}

// The number of the record that a value leads to; 0 for none and for what is no reference.
template <class V>
std::int64_t reference_id(const V&) {
    return 0;
}
template <class T>
std::int64_t reference_id(const Id<T>& id) {
    return id.value;
}
template <class T>
std::int64_t reference_id(const std::optional<Id<T>>& id) {
    return id ? id->value : 0;
}

template <class V>
inline constexpr bool is_reference = false;
template <class T>
inline constexpr bool is_reference<Id<T>> = true;
template <class T>
inline constexpr bool is_reference<std::optional<Id<T>>> = true;

template <class T>
void collect_references(const T& record, ReferenceList& names);
template <class V>
void collect_inner(const V&, ReferenceList&) {}
template <schema::Described V>
void collect_inner(const V& value, ReferenceList& names) {
    collect_references(value, names);
}
template <schema::Described V>
void collect_inner(const std::optional<V>& value, ReferenceList& names) {
    if (value) collect_references(*value, names);
}
template <schema::Described V>
void collect_inner(const std::vector<V>& values, ReferenceList& names) {
    for (auto& value : values) collect_references(value, names);
}
// The ids of a record's references, also of described records inside it, so that `names` can ask for them all at once.
template <class T>
void collect_references(const T& record, ReferenceList& names) {
    for_fields<T>([&](const auto& each) {
        auto& value = record.*std::remove_cvref_t<decltype(each)>::member;
        collect_inner(value, names);
        if (!each.rules.reference.empty()) names.add(each.rules.reference, reference_id(value));
    });
}

template <class T>
void write_named_members(std::string& out, const T& record, const ReferenceList& names);
template <class V>
void write_named(std::string& out, const V& value, const ReferenceList&) {
    Codec<V>::write(out, value);
}
template <schema::Described V>
void write_named(std::string& out, const V& value, const ReferenceList& names) {
    out += '{';
    write_named_members(out, value, names);
    out += '}';
}
template <schema::Described V>
void write_named(std::string& out, const std::optional<V>& value, const ReferenceList& names) {
    value ? write_named(out, *value, names) : void(out += "null");
}
template <schema::Described V>
void write_named(std::string& out, const std::vector<V>& values, const ReferenceList& names) {
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i) out += ',';
        write_named(out, values[i], names);
    }
    out += ']';
}
// The members of a record with the name beside each reference ("organization_id":17,"organization_name":"…"), without the
// braces; `names` has been loaded.
template <class T>
void write_named_members(std::string& out, const T& record, const ReferenceList& names) {
    bool first = true;
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        if constexpr (!std::is_same_v<typename F::Value, BlindIndex>) {
            auto& value = record.*F::member;
            if (!first) out += ',';
            first = false;
            out += '"';
            out += F::name;
            out += "\":";
            write_named(out, value, names);
            if constexpr (is_reference<typename F::Value>) {
                if (each.rules.reference.empty()) return;
                out += ",\"";
                out += reference_stem(F::name);
                out += "_name\":";
                auto* name = names.name(each.rules.reference, reference_id(value));
                name ? write_json_text(out, *name) : void(out += "null");
            }
        }
    });
}

// true, or the reason why not in words of the caller's language.
inline void write_verdict(std::string& out, const View& view, const Verdict& verdict) {
    if (verdict) return void(out += "true");
    auto key = "reason." + verdict.reason;
    auto language = view.actor.language;
    write_json_text(out, view.app.words.has(language, key) ? view.app.words.text(language, key) : std::string_view{verdict.reason});
}

template <class T>
Id<Organization> organization_of(const T& record) {
    if constexpr (requires { record.organization_id; }) return record.organization_id;
    else return {};
}

template <class T>
consteval bool holds_protected() {
    bool found = false;
    for_fields<T>([&](const auto& each) { found = found || std::is_same_v<typename std::remove_cvref_t<decltype(each)>::Value, Protected>; });
    return found;
}

// Policy: static Where visible_to(const View&); static Verdict may_create / may_change(const View&, const T&);
// for a verb "close": static Verdict may_close(const View&, const T&), handed to verb().
template <class T, class Policy>
class Resource {
public:
    using May = Verdict (*)(const View&, const T&);

    Resource(App& app, std::string base) : app_{app}, base_{std::move(base)} {
        verbs_.emplace_back("change", [](const View& view, const T& record) { return Policy::may_change(view, record); });
    }

    Resource& list() {
        app_.router.get(base_, {.operation = name() + ".list", .response = http::page_of<T>(), .query = list_parameters<T>()}, [this](http::Call& call) {
            if (call.parameter("format") == "xlsx") return exported(call);
            if constexpr (holds_protected<T>()) pages_read_.note(call);
            return call.read_kept([&](const View& view) {
                auto query = list_query<T>(call, view);
                if (auto words = call.parameter("q")) query.condition = query.condition && Policy::matching(view, *words);
                return http::ok(page_json(view, Store<T>{view}.list(Policy::visible_to(view), query)));
            });
        });
        return *this;
    }
    Resource& show() {
        app_.router.get(base_ + "/{id}", {.operation = name() + ".show", .response = http::shown_of<T>()}, [this](http::Call& call) {
            return call.read([&](const View& view) { return http::ok(shown(view, Store<T>{view}.load(call.id<T>(), Policy::visible_to(view)))); });
        });
        return *this;
    }
    // `prepare` fills what the server sets and checks what one field cannot; may be left out.
    Resource& create(std::function<void(Transaction&, T&)> prepare = {}) {
        app_.router.post(base_, {.operation = name() + ".create", .request = http::shape<T>(), .response = http::shown_of<T>()}, [this, prepare](http::Call& call) {
            auto sent = call.body_as<T>();
            return call.write([&](Transaction& t) {
                auto record = sent;
                Policy::may_create(t, record).or_throw();
                if (prepare) prepare(t, record);
                Store<T>{t}.insert(record);
                t.record({name() + ".created", name(), record.id.value, organization_of(record)}, differences(T{}, record));
                return http::created(shown(t, record));
            });
        });
        return *this;
    }
    Resource& change(std::function<void(Transaction&, const T& before, T&)> prepare = {}) {
        app_.router.patch(base_ + "/{id}", {.operation = name() + ".change", .request = http::shape<T>(), .response = http::shown_of<T>()}, [this, prepare](http::Call& call) {
            call.body();
            return call.write([&](Transaction& t) {
                return changed(call, t, "changed", [](const View& v, const T& r) { return Policy::may_change(v, r); }, [&](T& record, const T& before) {
                    Faults faults;
                    read_fields(call.body(), record, faults, "#", false);
                    faults.throw_if_any();
                    if (prepare) prepare(t, before, record);
                });
            });
        });
        return *this;
    }
    // POST base/{id}/<path>: `act` changes the record by what was sent (Body) and adds facts; `past` is its name in audit and events.
    template <class Body>
    Resource& verb(std::string path, std::string past, May may, std::function<void(Transaction&, T&, const Body&)> act) {
        verbs_.emplace_back(path, may);
        app_.router.post(base_ + "/{id}/" + path, {.operation = name() + "." + past, .request = http::shape<Body>(), .response = http::shown_of<T>()},
                         [this, past, may, act](http::Call& call) {
                             auto sent = call.body_as<Body>();
                             return call.write([&](Transaction& t) { return changed(call, t, past, may, [&](T& record, const T&) { act(t, record, sent); }); });
                         });
        return *this;
    }
    Resource& describe() {
        app_.router.get("/api/v1/descriptions/" + name(), {.operation = name() + ".describe"}, [this](http::Call& call) {
            return http::ok(description_of<T>(app_.words, call.language()));
        });
        return *this;
    }

    // A deed that the noun's own handler does: "can" of a shown record tells whether the actor may.
    Resource& offers(std::string deed, May may) {
        verbs_.emplace_back(std::move(deed), may);
        return *this;
    }

    // A record as shown alone: its fields with the names of references, and what the actor may do with it now.
    std::string shown(const View& view, const T& record) const {
        ReferenceList names;
        collect_references(record, names);
        names.load(view);
        std::string out = "{";
        write_named_members(out, record, names);
        out += ",\"can\":{";
        for (std::size_t i = 0; i < verbs_.size(); ++i) {
            out += i ? ",\"" + verbs_[i].first + "\":" : "\"" + verbs_[i].first + "\":";
            write_verdict(out, view, verbs_[i].second(view, record));
        }
        return out + "}}";
    }
    static std::string page_json(const View& view, const Page<T>& page) {
        ReferenceList names;
        for (auto& each : page.items) collect_references(each, names);
        names.load(view);
        std::string out = "{\"items\":[";
        for (std::size_t i = 0; i < page.items.size(); ++i) {
            out += i ? ",{" : "{";
            write_named_members(out, page.items[i], names);
            out += '}';
        }
        out += "],\"page\":" + std::to_string(page.page) + ",\"size\":" + std::to_string(page.size);
        if (page.total) out += ",\"total\":" + std::to_string(*page.total);
        return out + "}";
    }
    static std::string name() { return std::string{Schema<T>::name}; }

private:
    template <class F>
    http::Response changed(http::Call& call, Transaction& t, const std::string& past, May may, F how) {
        auto scope = Policy::visible_to(t);
        auto record = Store<T>{t}.load(call.id<T>(), scope);
        auto before = record;
        may(t, record).or_throw();
        call.must_match(record.version);
        how(record, before);
        if (past == "changed") may(t, record).or_throw();  // nor changed into what one may not change
        Store<T>{t}.update(record);
        t.record({name() + "." + past, name(), record.id.value, organization_of(record)}, differences(before, record));
        return http::ok(shown(t, record));
    }
    http::Response exported(http::Call& call) {
        return audited_export(call, name(), {}, [&](const View& view, std::size_t& rows) {
            auto query = list_query<T>(call, view);
            if (auto words = call.parameter("q")) query.condition = query.condition && Policy::matching(view, *words);
            query.page = 1, query.size = largest_export, query.count = false;
            auto page = Store<T>{view}.list(Policy::visible_to(view), query);
            rows = page.items.size();
            return table_export<T>(view, page.items, call);
        });
    }
    App& app_;
    std::string base_;
    std::vector<std::pair<std::string, May>> verbs_;
    personal::PagesRead pages_read_;
};

}  // namespace zhibu
