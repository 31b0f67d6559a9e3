// The pieces of a backup file one after the other, each encrypted and authenticated with its number: none can be changed, left out,
// moved, added, or cut off at the end. libsodium's secretstream, or SM4 with HMAC-SM3 where the key is of 国密.
#pragma once
#include <sodium.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/secret/gm.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::backup {

class PieceStream {
public:
    // `file_mark` is authenticated with every piece. The key is used for this stream only.
    PieceStream(const secret::SealingKey& key, std::string_view file_mark) : key_{key}, mark_{file_mark} {}
    std::size_t header_size() const;
    std::size_t overhead() const;  // bytes of a sealed piece beyond the piece
    std::string start();           // of a new stream: its header
    bool resume(std::string_view header);
    std::string seal(std::string_view piece, bool last);
    struct Opened {
        std::string piece;
        bool last{};
    };
    std::optional<Opened> open(std::string_view sealed);

private:
    bool is_gm() const { return key_.cryptography == secret::Cryptography::gm; }
    std::string place(char tag);
    secret::SealingKey key_;
    std::string mark_;
    crypto_secretstream_xchacha20poly1305_state state_{};
    secret::gm::KeyPair pair_{};
    std::uint64_t number_{0};
};

}  // namespace zhibu::backup
