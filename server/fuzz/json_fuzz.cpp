// Bodies as a stranger sends them. What is read is no deeper than allowed and reads the same once written; each of its values is offered to every
// kind of field: what a field takes it writes, and takes again as the same.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "kernel/http/json_body.hpp"
#include "kernel/schema/codec.hpp"

namespace {

using namespace zhibu;

enum class Colour { red, white };
BOOST_DESCRIBE_ENUM(Colour, red, white)

std::size_t depth_of(const json::value& value) {
    std::size_t deepest = 0;
    if (auto* list = value.if_array()) for (auto& each : *list) deepest = std::max(deepest, depth_of(each));
    else if (auto* object = value.if_object()) for (auto& each : *object) deepest = std::max(deepest, depth_of(each.value()));
    else return 0;
    return deepest + 1;
}

template <class T>
void offer(const json::value& value) {
    T taken{}, again{};
    Faults faults;
    if (Codec<T>::read(value, taken, faults, "#") != faults.empty()) std::abort();
    if (!faults.empty()) return;
    std::string written, twice;
    Codec<T>::write(written, taken);
    // Nothing writes null, which only what may be missing reads.
    if (written == "null") return;
    if (!Codec<T>::read(http::read_json(written), again, faults, "#")) std::abort();
    Codec<T>::write(twice, again);
    if (written != twice) std::abort();
}
template <class... T>
void offer_each(const json::value& value) {
    (offer<T>(value), ...);
}
// Not every fraction comes back from its text to the last bit, and no field takes one.
void without_fractions(json::value& value) {
    if (value.is_double()) {
        offer_each<std::int64_t, Money, Id<Colour>, std::string>(value);
        value = nullptr;
    }
    if (auto* list = value.if_array()) for (auto& each : *list) without_fractions(each);
    else if (auto* object = value.if_object()) for (auto& each : *object) without_fractions(each.value());
}
void offer_all(const json::value& value) {
    offer_each<std::string, std::int64_t, bool, Date, Period, Instant, Money, Json, Colour, Id<Colour>, std::optional<Date>, std::vector<std::string>, std::vector<std::optional<Money>>>(value);
    if (auto* list = value.if_array()) for (auto& each : *list) offer_all(each);
    else if (auto* object = value.if_object()) for (auto& each : *object) offer_all(each.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        auto read = http::read_json({reinterpret_cast<const char*>(data), size});
        if (depth_of(read) > http::deepest_json) std::abort();
        without_fractions(read);
        if (http::read_json(json::serialize(read)) != read) std::abort();
        offer_all(read);
    } catch (const Problem& why) {
        if (why.status != 400 || std::stoul(why.parameters.at("position")) > size) std::abort();
    }
    return 0;
}
