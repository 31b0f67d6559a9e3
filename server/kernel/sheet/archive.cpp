// Opens a workbook's zip: looks at the bytes first (other formats, number of entries), then at the claimed sizes, then counts what comes out.
#include "kernel/sheet/archive.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "kernel/sheet/refusal.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::uint64_t ratio_floor = 16ULL << 20;  // small parts of repeated text may compress as well as they like

bool has_utf16(const Source& source, std::string_view ascii) {
    std::string wanted;
    for (char c : ascii) wanted += {c, '\0'};
    constexpr std::size_t step = 1U << 20;
    for (std::uint64_t at = 0, size = size_of(source); at < size; at += step)
        if (bytes_of(source, at, step + wanted.size()).find(wanted) != std::string::npos) return true;
    return false;
}

void refuse_other_formats(const Source& source) {
    auto head = bytes_of(source, 0, 8);
    if (head.starts_with("PK\x03\x04")) return;
    if (head == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {  // OLE: an old workbook, or a new one under a password
        if (has_utf16(source, "EncryptedPackage")) refuse(ReadError::encrypted, "workbook with a password");
        refuse(ReadError::legacy_xls, "OLE container");
    }
    refuse(ReadError::not_a_workbook, head.empty() ? "empty file" : "no zip");
}

// libzip allocates for every entry of the directory before it can be asked; so the count is read here first.
void refuse_many_entries(const Source& source, const Limits& limits) {
    constexpr std::uint64_t record = 22, longest_comment = 65535;
    auto size = size_of(source);
    auto tail = bytes_of(source, size - std::min(size, record + longest_comment), record + longest_comment);
    bool found = false;
    for (auto at = tail.find("PK\x05\x06"); at != std::string::npos && at + record <= tail.size(); at = tail.find("PK\x05\x06", at + 1)) {
        auto entries = static_cast<unsigned char>(tail[at + 10]) + 256U * static_cast<unsigned char>(tail[at + 11]);
        if (entries > limits.entries) refuse(ReadError::too_large, fmt::format("{} entries", entries));
        found = true;
    }
    if (!found) refuse(ReadError::damaged, "no end of the zip directory: truncated");
}

void close_quietly(zip* archive) { zip_discard(archive); }

zip* opened(const Source& source) {
    int code = 0;
    if (!source.path.empty()) {
        auto* archive = zip_open(source.path.c_str(), ZIP_RDONLY, &code);
        if (!archive) refuse(ReadError::damaged, fmt::format("zip error {}", code));
        return archive;
    }
    zip_error_t error;
    zip_error_init(&error);
    auto* buffer = zip_source_buffer_create(source.bytes.data(), source.bytes.size(), 0, &error);
    auto* archive = buffer ? zip_open_from_source(buffer, ZIP_RDONLY, &error) : nullptr;
    code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (archive) return archive;
    if (buffer) zip_source_free(buffer);
    refuse(ReadError::damaged, fmt::format("zip error {}", code));
}

void refuse_claimed_sizes(zip* archive, const Limits& limits) {
    std::uint64_t sum = 0;
    for (zip_int64_t i = 0, count = zip_get_num_entries(archive, 0); i < count; ++i) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE)) continue;
        if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE) refuse(ReadError::encrypted, "encrypted zip entry");
        sum += std::min(stat.size, limits.unpacked_bytes + 1);
        if (sum > limits.unpacked_bytes) refuse(ReadError::too_large, "unpacked size");
        if (stat.size > ratio_floor && stat.size / std::max<zip_uint64_t>(1, stat.comp_size) > limits.ratio) refuse(ReadError::too_large, "compression ratio");
    }
}

}  // namespace

std::uint64_t size_of(const Source& source) {
    if (source.path.empty()) return source.bytes.size();
    std::error_code error;
    auto size = std::filesystem::file_size(source.path, error);
    if (error) refuse(ReadError::damaged, "unreadable: " + error.message());
    return size;
}

std::string bytes_of(const Source& source, std::uint64_t at, std::size_t count) {
    if (source.path.empty()) return std::string{source.bytes.substr(std::min<std::uint64_t>(at, source.bytes.size()), count)};
    std::ifstream file{source.path, std::ios::binary};
    std::string bytes(count, '\0');
    file.seekg(static_cast<std::streamoff>(at));
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return bytes;
}

Archive::Archive(const Source& source, const Limits& limits) : limits_{limits}, zip_{nullptr, close_quietly} {
    refuse_other_formats(source);
    refuse_many_entries(source, limits);
    zip_.reset(opened(source));
    refuse_claimed_sizes(zip_.get(), limits);
}

bool Archive::has(const std::string& name) const { return zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0; }

Archive::Part Archive::open(const std::string& name) {
    auto index = zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) refuse(ReadError::damaged, "no part " + name);
    return Part{*this, name, static_cast<std::uint64_t>(index)};
}

Archive::Part::Part(Archive& archive, const std::string& name, std::uint64_t index)
    : archive_{archive}, name_{name}, file_{zip_fopen_index(archive.zip_.get(), index, 0), zip_fclose} {
    if (!file_) refuse(ReadError::damaged, "cannot open part " + name);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive.zip_.get(), index, 0, &stat) == 0) packed_ = stat.comp_size;
}

std::size_t Archive::Part::read(char* buffer, std::size_t size) {
    auto got = zip_fread(file_.get(), buffer, size);
    if (got < 0) refuse(ReadError::damaged, "broken data in " + name_);
    auto count = static_cast<std::uint64_t>(got);
    unpacked_ += count;
    archive_.unpacked_ += count;
    if (archive_.unpacked_ > archive_.limits_.unpacked_bytes) refuse(ReadError::too_large, "unpacked size, in " + name_);
    if (unpacked_ > ratio_floor && unpacked_ / std::max<std::uint64_t>(1, packed_) > archive_.limits_.ratio)
        refuse(ReadError::too_large, "compression ratio of " + name_);
    return static_cast<std::size_t>(got);
}

}  // namespace zhibu::sheet
