// A zip package whose bytes depend on its parts alone: names in the order added, one fixed time for all.
#include "kernel/document/package.hpp"

#include <zip.h>

#include <memory>
#include <stdexcept>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

namespace zhibu::document {
namespace {

// Zip stores local time: noon of a day that exists in every zone, converted so that the stored fields are always the same.
time_t fixed_time() {
    std::tm noon{};
    noon.tm_year = 100;
    noon.tm_mday = 1;
    noon.tm_hour = 12;
    noon.tm_isdst = -1;
    return std::mktime(&noon);
}

[[noreturn]] void fail(const char* what, zip_error_t* error) {
    throw std::runtime_error{std::string{"zip: "} + what + ": " + zip_error_strerror(error)};
}

}  // namespace

std::string Package::zipped() const {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (!source) fail("no memory", &error);
    std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept{source, zip_source_free};
    auto* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    if (!archive) fail("cannot begin", &error);
    zip_source_keep(source);  // the archive owns one reference, this function the other
    std::unique_ptr<zip_t, void (*)(zip_t*)> open{archive, zip_discard};
    for (const auto& [name, bytes] : parts_) {
        auto* part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
        const auto index = part ? zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) {
            if (part) zip_source_free(part);
            fail(name.c_str(), zip_get_error(archive));
        }
        zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), fixed_time(), 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 6);
    }
    if (zip_close(archive) != 0) fail("cannot finish", zip_get_error(archive));
    open.release();
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0) fail("cannot read back", zip_source_error(source));
    std::string result(about.size, '\0');
    const auto got = zip_source_read(source, result.data(), result.size());
    zip_source_close(source);
    if (got != static_cast<zip_int64_t>(result.size())) fail("cannot read back", zip_source_error(source));
    return result;
}

}  // namespace zhibu::document
