// Pictures as a phone sends them. What is kept is again a picture of the same size, and cleaning it once more changes nothing.
#include <cstdlib>
#include <stdexcept>

#include "kernel/document/picture.hpp"
#include "kernel/file/photo.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes{reinterpret_cast<const char*>(data), size};
    try {
        auto clean = zhibu::file::cleaned_photo(bytes);
        if (clean.size() > bytes.size() || zhibu::file::cleaned_photo(clean) != clean) std::abort();
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
