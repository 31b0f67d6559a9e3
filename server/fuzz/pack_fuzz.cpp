// Tables of a pack: a file that is no TOML or says nonsense is refused, never misread into a crash. Dates and numbers of people too.
#include <stdexcept>

#include "kernel/values/date.hpp"
#include "kernel/values/identity.hpp"
#include "kernel/values/working_days.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view text{reinterpret_cast<const char*>(data), size};
    zhibu::Date::parse(text);
    try {
        zhibu::WorkingDays::from_toml(text);
    } catch (const std::exception&) {
    }
    return 0;
}
