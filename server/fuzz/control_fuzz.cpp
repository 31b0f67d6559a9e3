// The positive control: reads one byte beyond its input behind a word of three letters. A fuzzer that does not find this finds nothing.
#include <cstddef>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::vector<unsigned char> copy(data, data + size);
    if (size >= 3 && copy[0] == 'Z' && copy[1] == 'B' && copy[2] == '!') return copy.data()[size] == 7 ? -1 : 0;
    return 0;
}
