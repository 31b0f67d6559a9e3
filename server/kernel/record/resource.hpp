// List, show, create, change and verbs for one described type, under its policy, with audit. No hooks and no flags: a noun
// that does not fit writes its own handlers with the same parts (Store, Policy, Call).
#pragma once
#include <functional>

#include "kernel/record/description.hpp"
#include "kernel/record/list_query.hpp"
#include "kernel/record/references.hpp"
#include "kernel/record/store.hpp"
#include "kernel/record/audited_export.hpp"

namespace zhibu {

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

// Policy: static Where visible_to(const View&); static Verdict may_create / may_change(const View&, const T&);
// for a verb "close": static Verdict may_close(const View&, const T&), handed to verb().
// A copy is the same resource: its routes hold one each, so that they outlive whoever declared them.
template <class T, class Policy>
class Resource {
public:
    using May = Verdict (*)(const View&, const T&);

    Resource(App& app, std::string base) : app_{app}, base_{std::move(base)} {
        own_->verbs.emplace_back("change", [](const View& view, const T& record) { return Policy::may_change(view, record); });
    }

    Resource& list() {
        app_.router.get(base_, {.operation = name() + ".list", .response = http::page_of<T>(), .query = list_parameters<T>()}, [self = *this](http::Call& call) {
            if (call.parameter("format") == "xlsx") return self.exported(call);
            if (stored_table<T>().sealed) self.own_->pages.note(call);
            return call.read_kept([&](const View& view) {
                auto query = list_query<T>(call, view);
                if (auto words = call.parameter("q")) query.condition = query.condition && Policy::matching(view, *words);
                return http::ok(page_json(view, Store<T>{view}.list(Policy::visible_to(view), query)));
            });
        });
        return *this;
    }
    Resource& show() {
        app_.router.get(base_ + "/{id}", {.operation = name() + ".show", .response = http::shown_of<T>()}, [self = *this](http::Call& call) {
            return call.read([&](const View& view) { return http::ok(self.shown(view, Store<T>{view}.load(call.id<T>(), Policy::visible_to(view)))); });
        });
        return *this;
    }
    // `prepare` fills what the server sets and checks what one field cannot; may be left out.
    Resource& create(std::function<void(Transaction&, T&)> prepare = {}) {
        app_.router.post(base_, {.operation = name() + ".create", .request = http::shape<T>(), .response = http::shown_of<T>()}, [self = *this, prepare](http::Call& call) {
            auto sent = call.body_as<T>();
            return call.write([&](Transaction& t) {
                auto record = sent;
                Policy::may_create(t, record).or_throw();
                if (prepare) prepare(t, record);
                Store<T>{t}.insert(record);
                t.record({name() + ".created", name(), record.id.value, organization_of(record)}, differences(T{}, record));
                return http::created(self.shown(t, record));
            });
        });
        return *this;
    }
    Resource& change(std::function<void(Transaction&, const T& before, T&)> prepare = {}) {
        app_.router.patch(base_ + "/{id}", {.operation = name() + ".change", .request = http::shape<T>(), .response = http::shown_of<T>()}, [self = *this, prepare](http::Call& call) {
            call.body();
            return call.write([&](Transaction& t) {
                return self.changed(call, t, "changed", [](const View& v, const T& r) { return Policy::may_change(v, r); }, [&](T& record, const T& before) {
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
        own_->verbs.emplace_back(path, may);
        app_.router.post(base_ + "/{id}/" + path, {.operation = name() + "." + past, .request = http::shape<Body>(), .response = http::shown_of<T>()},
                         [self = *this, past, may, act](http::Call& call) {
                             auto sent = call.body_as<Body>();
                             return call.write([&](Transaction& t) { return self.changed(call, t, past, may, [&](T& record, const T&) { act(t, record, sent); }); });
                         });
        return *this;
    }
    Resource& describe() {
        app_.router.get("/api/v1/descriptions/" + name(), {.operation = name() + ".describe"}, [self = *this](http::Call& call) {
            return http::ok(description_of<T>(self.app_.words, call.language()));
        });
        return *this;
    }

    // A deed that the noun's own handler does: "can" of a shown record tells whether the actor may.
    Resource& offers(std::string deed, May may) {
        own_->verbs.emplace_back(std::move(deed), may);
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
        for (std::size_t i = 0; i < own_->verbs.size(); ++i) {
            out += i ? ",\"" + own_->verbs[i].first + "\":" : "\"" + own_->verbs[i].first + "\":";
            write_verdict(out, view, own_->verbs[i].second(view, record));
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
    http::Response changed(http::Call& call, Transaction& t, const std::string& past, May may, F how) const {
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
    http::Response exported(http::Call& call) const {
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
    struct Own {
        std::vector<std::pair<std::string, May>> verbs;
        personal::PagesRead pages;
    };
    std::shared_ptr<Own> own_ = std::make_shared<Own>();
};

}  // namespace zhibu
