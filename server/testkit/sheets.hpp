// For tests: a sheet sent through the import wizard's routes, and what came of it in one line.
#pragma once
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

struct Sheets {
    TestApp& app;
    Answer upload(const Person& who, const std::string& kind, const std::string& csv) {
        std::string body = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + csv + "\r\n--x--\r\n";
        return app.send(who, http::Method::post, "/api/v1/imports?kind=" + kind, body, {0, "", {{"content-type", "multipart/form-data; boundary=x"}}});
    }
    Answer apply(const Person& who, const Answer& batch) { return app.post(who, fmt::format("/api/v1/imports/{}/application", batch.id()), {}, {batch.version()}); }
    Answer undo(const Person& who, const Answer& batch) { return app.post(who, fmt::format("/api/v1/imports/{}/undo", batch.id()), {}, {batch.version()}); }
    static std::string counts(const Answer& batch) {
        auto& c = batch["counts"];
        auto n = [&](const char* name) { return c.at(name).as_int64(); };
        return fmt::format("{}: {} created, {} updated, {} unchanged, {} faulty", n("rows"), n("created"), n("updated"), n("unchanged"), n("faulty"));
    }
    // "2 name required, 3 kind unknown": by rows.
    std::string faults(const Person& who, const Answer& batch) {
        std::string all;
        auto rows = app.get(who, fmt::format("/api/v1/imports/{}/rows?only=faulty&size=200", batch.id()));
        for (auto& row : rows["items"].as_array())
            for (auto& fault : row.at("faults").as_array())
                all += fmt::format("{}{} {} {}", all.empty() ? "" : ", ", row.at("row").as_int64(), std::string{fault.at("field").as_string()}, std::string{fault.at("code").as_string()});
        return all;
    }
};

}  // namespace zhibu::testkit
