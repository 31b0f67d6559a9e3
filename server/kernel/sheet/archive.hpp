// The zip container of a workbook, opened within limits: nothing is trusted that the file says about its own size.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/sheet/cell.hpp"

struct zip;
struct zip_file;

namespace zhibu::sheet {

// The first bytes and the last bytes of a source, its size, and a search through it.
std::uint64_t size_of(const Source& source);
std::string bytes_of(const Source& source, std::uint64_t at, std::size_t count);  // fewer at the end; throws Refusal when unreadable

class Archive {
public:
    // Throws Refusal for everything that is not a sound, unencrypted zip within the limits.
    Archive(const Source& source, const Limits& limits);
    bool has(const std::string& name) const;  // names compare without case, as Office does

    // One part of the workbook as a stream. At most one is open at a time.
    class Part {
    public:
        // The number of bytes put into the buffer; 0 at the end. Throws Refusal when a limit is passed or the data is damaged.
        std::size_t read(char* buffer, std::size_t size);

    private:
        friend class Archive;
        Part(Archive& archive, const std::string& name, std::uint64_t index);
        Archive& archive_;
        std::string name_;
        std::uint64_t packed_ = 0;
        std::uint64_t unpacked_ = 0;
        std::unique_ptr<zip_file, int (*)(zip_file*)> file_;
    };
    Part open(const std::string& name);  // throws Refusal (damaged) when there is none

private:
    Limits limits_;
    std::uint64_t unpacked_ = 0;
    std::unique_ptr<zip, void (*)(zip*)> zip_;
};

}  // namespace zhibu::sheet
