// A file that leaves the office: with a reason where it names people; read first, audited after, so that a long export does not
// hold up the writers.
#pragma once
#include "kernel/record/personal_data.hpp"
#include "kernel/record/table_export.hpp"

namespace zhibu {

// f(View&, std::size_t& rows) makes the file and says how many rows left; without its audit row nothing leaves.
template <class F>
http::Response audited_export(http::Call& call, const std::string& noun, Id<Organization> organization, F f) {
    auto reason = personal::export_reason(call, noun);
    std::size_t rows = 0;
    auto answer = call.read_behind([&](const View& view) { return f(view, rows = 0); });
    personal::note_export(call, noun, organization, rows, reason);
    return answer;
}

}  // namespace zhibu
