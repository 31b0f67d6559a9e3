// How the parts of the reader leave early; never crosses the public functions of sheet/, which return a ReadOutcome.
#pragma once
#include <string>
#include <utility>

#include "kernel/sheet/cell.hpp"

namespace zhibu::sheet {

struct Refusal {
    ReadError error;
    std::string detail;
};
[[noreturn]] inline void refuse(ReadError error, std::string detail) { throw Refusal{error, std::move(detail)}; }

}  // namespace zhibu::sheet
