// Workbooks and CSV files that anybody may upload. Whatever is in them, the limits hold and nothing but an outcome comes back.
#include <cstdlib>

#include "kernel/sheet/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace zhibu::sheet;
    auto source = Source::memory({reinterpret_cast<const char*>(data), size});
    ReadOptions options;
    options.limits = {.unpacked_bytes = 4 << 20, .ratio = 200, .shared_bytes = 1 << 20, .entries = 64, .rows = 500, .columns = 64};
    std::uint32_t rows = 0;
    auto each = [&](std::uint32_t, std::span<const Cell> cells) {
        if (cells.size() > options.limits.columns || ++rows > options.limits.rows) std::abort();
        for (auto& cell : cells) date_of(cell);
        return Flow::go_on;
    };
    read_any(source, options, each);
    rows = 0;
    read_csv(source, options, each);
    sheet_names(source, options.limits);
    return 0;
}
