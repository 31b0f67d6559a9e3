#include "kernel/backup/stream.hpp"

namespace zhibu::backup {
namespace {

constexpr char more = 'm', last_one = 'z';

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace

std::size_t PieceStream::header_size() const { return is_gm() ? 0 : crypto_secretstream_xchacha20poly1305_HEADERBYTES; }
std::size_t PieceStream::overhead() const { return is_gm() ? 1 + secret::gm::overhead : crypto_secretstream_xchacha20poly1305_ABYTES; }

std::string PieceStream::start() {
    std::string header(header_size(), '\0');
    if (is_gm()) pair_ = secret::gm::split({reinterpret_cast<const char*>(key_.data()), key_.size()});
    else crypto_secretstream_xchacha20poly1305_init_push(&state_, raw(header), key_.data());
    return header;
}
bool PieceStream::resume(std::string_view header) {
    if (header.size() != header_size()) return false;
    if (!is_gm()) return crypto_secretstream_xchacha20poly1305_init_pull(&state_, raw(header), key_.data()) == 0;
    pair_ = secret::gm::split({reinterpret_cast<const char*>(key_.data()), key_.size()});
    return true;
}

// What a piece is authenticated with: where it stands and whether it closes the stream.
std::string PieceStream::place(char tag) { return mark_ + tag + std::to_string(number_++); }

std::string PieceStream::seal(std::string_view piece, bool last) {
    if (is_gm()) {
        char tag = last ? last_one : more;
        return tag + secret::gm::seal(pair_, piece, place(tag));
    }
    std::string sealed(piece.size() + overhead(), '\0');
    crypto_secretstream_xchacha20poly1305_push(&state_, raw(sealed), nullptr, raw(piece), piece.size(), raw(mark_), mark_.size(),
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    return sealed;
}

std::optional<PieceStream::Opened> PieceStream::open(std::string_view sealed) {
    if (sealed.size() < overhead()) return {};
    if (is_gm()) {
        auto piece = secret::gm::open(pair_, sealed.substr(1), place(sealed[0]));
        if (!piece) return {};
        return Opened{std::move(*piece), sealed[0] == last_one};
    }
    Opened opened{std::string(sealed.size() - overhead(), '\0'), false};
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state_, raw(opened.piece), nullptr, &tag, raw(sealed), sealed.size(), raw(mark_), mark_.size()) != 0) return {};
    opened.last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return opened;
}

}  // namespace zhibu::backup
