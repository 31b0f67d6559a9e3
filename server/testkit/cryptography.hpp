// The algorithms that tests run with: ZHIBU_TEST_CRYPTOGRAPHY=gm runs the same tests with 国密.
#pragma once
#include <cstdlib>
#include <filesystem>

#include "kernel/secret/key_file.hpp"

namespace zhibu::testkit {

inline secret::Cryptography cryptography_of_tests() {
    auto* named = std::getenv("ZHIBU_TEST_CRYPTOGRAPHY");
    return named ? secret::cryptography_of(std::string_view{named}).value() : secret::Cryptography::standard;
}
// The key of a place, made where there is none.
inline secret::Keys keys_of_tests(const std::filesystem::path& file) {
    secret::make_key_file(file, cryptography_of_tests());
    return secret::Keys::load(file, false);
}

}  // namespace zhibu::testkit
