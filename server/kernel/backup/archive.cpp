#include "kernel/backup/archive.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/backup/stream.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::backup {
namespace {

constexpr std::string_view mark = "ZHIBU BACKUP 1\n", gm_mark = "ZHIBU BACKUP g\n";
constexpr std::size_t piece_size = 64 << 10, salt_size = crypto_pwhash_SALTBYTES, head_size = mark.size() + 1 + salt_size;
constexpr std::size_t longest_name = 400;
constexpr std::string_view manifest_name = "manifest.json";

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

template <class T>
std::string number(T value) {  // little-endian, whatever the machine
    std::string out;
    for (std::size_t i = 0; i < sizeof value; ++i) out += char(value >> 8 * i & 255);
    return out;
}
template <class T>
T number(std::string_view bytes) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) value |= T(static_cast<unsigned char>(bytes[i])) << 8 * i;
    return value;
}

std::string_view mark_of(secret::Cryptography cryptography) { return cryptography == secret::Cryptography::gm ? gm_mark : mark; }
bool is_backup(std::string_view head) { return head.starts_with(mark) || head.starts_with(gm_mark); }
secret::Cryptography cryptography_of(std::string_view head) { return head.starts_with(gm_mark) ? secret::Cryptography::gm : secret::Cryptography::standard; }

// Slow on purpose: a passphrase is guessed at leisure by whoever holds the file.
secret::SealingKey key_of(const Secret& secret, std::string_view salt, secret::Cryptography cryptography) {
    secret::SealingKey key;
    key.cryptography = cryptography;
    if (secret.kind == Secret::Kind::passphrase) {
        if (secret.text.size() < 8) throw Fault{"口令至少 8 个字符。 The passphrase needs at least 8 characters."};
        if (crypto_pwhash(key.data(), key.size(), secret.text.data(), secret.text.size(), raw(salt), 3, std::size_t{64} << 20, crypto_pwhash_ALG_ARGON2ID13) != 0)
            throw Fault{"内存不足，无法由口令得出密钥。 Not enough memory for the passphrase."};
    } else {
        if (secret.text.size() < 32) throw Fault{"密钥文件至少 32 个字节。 The key file needs at least 32 bytes."};
        if (cryptography == secret::Cryptography::gm) {
            auto bytes = secret::gm::hmac(salt, secret.text);
            std::copy(bytes.begin(), bytes.end(), key.begin());
        } else crypto_generichash(key.data(), key.size(), raw(secret.text), secret.text.size(), raw(salt), salt.size());
    }
    return key;
}

class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, 32); }
    void add(std::string_view bytes) { crypto_generichash_update(&state_, raw(bytes), bytes.size()); }
    std::string hex() {
        std::string out(32, '\0');
        crypto_generichash_final(&state_, raw(out), out.size());
        return secret::hex(out);
    }

private:
    crypto_generichash_state state_;
};

void sync(const std::filesystem::path& path) {
    int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw Fault{"无法写入磁盘： " + path.string()};
}
std::filesystem::path folder_of(const std::filesystem::path& file) { return file.has_parent_path() ? file.parent_path() : "."; }

[[noreturn]] void damaged() {
    throw Fault{"备份文件打不开：口令（或密钥）不对，或文件已损坏、被改动或不完整。没有写入任何内容。 Wrong passphrase, or the backup is damaged."};
}

}  // namespace

struct Writer::Stream {
    std::ofstream out;
    PieceStream pieces;
    std::string waiting;
    Hash hash;
    std::string name;
    std::uint64_t size{}, written{};
};

Writer::Writer(std::filesystem::path file, const Secret& secret, secret::Cryptography cryptography) : file_{std::move(file)}, part_{file_} {
    if (std::filesystem::exists(file_)) throw Fault{"已有同名文件，不会覆盖： " + file_.string()};
    part_ += ".part";
    auto salt = secret::random_bytes(salt_size);
    stream_ = std::make_unique<Stream>(std::ofstream{}, PieceStream{key_of(secret, salt, cryptography), mark_of(cryptography)});
    auto header = stream_->pieces.start();
    std::filesystem::remove(part_);
    int fd = ::open(part_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) throw Fault{"无法写入 " + part_.string()};
    ::close(fd);
    stream_->out.open(part_, std::ios::binary);
    stream_->out << mark_of(cryptography) << char(secret.kind) << salt << header;
}
Writer::~Writer() {
    if (!stream_) return;
    stream_->out.close();
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
}

void Writer::put(std::string_view bytes, bool last) {
    auto& s = *stream_;
    s.waiting += bytes;
    while (s.waiting.size() >= piece_size || last) {
        auto piece = std::string_view{s.waiting}.substr(0, piece_size);
        bool closing = last && piece.size() == s.waiting.size();
        auto sealed = s.pieces.seal(piece, closing);
        s.out << number(std::uint32_t(sealed.size())) << sealed;
        s.waiting.erase(0, piece.size());
        if (closing) break;
    }
    if (!s.out) throw Fault{"写入失败（磁盘可能已满）： " + part_.string()};
}

void Writer::begin(std::string_view name, std::uint64_t size) { put(number(std::uint32_t(name.size())) + std::string{name} + number(size)); }

void Writer::add(std::string_view name, std::string_view content) {
    begin(name, content.size());
    put(content);
    Hash hash;
    hash.add(content);
    entries_[name] = {{"size", content.size()}, {"hash", hash.hex()}};
}

void Writer::add_file(std::string_view name, const std::filesystem::path& source) {
    std::ifstream in{source, std::ios::binary};
    if (!in) throw Fault{"读不到 " + source.string()};
    auto size = std::filesystem::file_size(source);
    begin(name, size);
    Hash hash;
    std::string buffer(piece_size, '\0');
    std::uint64_t done = 0;
    while (in.read(buffer.data(), std::streamsize(buffer.size())) || in.gcount() > 0) {
        auto bytes = std::string_view{buffer}.substr(0, std::size_t(in.gcount()));
        hash.add(bytes), put(bytes), done += bytes.size();
    }
    if (done != size) throw Fault{"备份时文件发生变化： " + source.string()};
    entries_[name] = {{"size", size}, {"hash", hash.hex()}};
}

void Writer::finish(json::object about) {
    about["entries"] = std::move(entries_);
    auto text = json::serialize(about);
    begin(manifest_name, text.size());
    put(text, true);
    stream_->out.close();
    if (!stream_->out) throw Fault{"写入失败（磁盘可能已满）： " + part_.string()};
    sync(part_);
    std::filesystem::rename(part_, file_);
    sync(folder_of(file_));
    stream_.reset();
}

// ---- Reading ------------------------------------------------------------------------------------------------------------

namespace {

class Reader {
public:
    Reader(const std::filesystem::path& file, const Secret& secret) : in_{file, std::ios::binary} {
        if (!in_) throw Fault{"读不到备份文件 " + file.string()};
        auto head = take_raw(head_size);
        if (!is_backup(head)) throw Fault{file.string() + " 不是支部的备份文件。 Not a Zhibu backup."};
        if (head[mark.size()] != char(secret.kind))
            throw Fault{head[mark.size()] == 'p' ? "这份备份要用口令打开（--passphrase-file）。" : "这份备份要用密钥文件打开（--key-file）。"};
        auto cryptography = cryptography_of(head);
        pieces_.emplace(key_of(secret, std::string_view{head}.substr(mark.size() + 1), cryptography), mark_of(cryptography));
        if (!pieces_->resume(take_raw(pieces_->header_size()))) damaged();
    }
    // The next `count` bytes of what was written.
    std::string take(std::size_t count) {
        std::string out;
        give(count, [&](std::string_view bytes) { out += bytes; });
        return out;
    }
    template <class F>
    void give(std::uint64_t count, F f) {
        while (count > 0) {
            if (at_ == piece_.size()) next_piece();
            auto bytes = std::string_view{piece_}.substr(at_, std::size_t(std::min<std::uint64_t>(count, piece_.size() - at_)));
            f(bytes);
            at_ += bytes.size(), count -= bytes.size();
        }
    }
    bool at_end() { return final_ && at_ == piece_.size() && in_.peek() == EOF; }

private:
    std::string take_raw(std::size_t count) {
        std::string out(count, '\0');
        if (!in_.read(out.data(), std::streamsize(count))) damaged();
        return out;
    }
    void next_piece() {
        if (final_) damaged();
        auto length = number<std::uint32_t>(take_raw(4));
        if (length < pieces_->overhead() || length > piece_size + pieces_->overhead()) damaged();
        auto opened = pieces_->open(take_raw(length));
        if (!opened) damaged();
        piece_ = std::move(opened->piece), final_ = opened->last, at_ = 0;
        if (piece_.empty() && !final_) damaged();
    }
    std::ifstream in_;
    std::optional<PieceStream> pieces_;
    std::string piece_;
    std::size_t at_{0};
    bool final_{false};
};

}  // namespace

Secret::Kind kind_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string head(mark.size() + 1, '\0');
    if (!in.read(head.data(), std::streamsize(head.size())) || !is_backup(head)) throw Fault{file.string() + " 不是支部的备份文件。 Not a Zhibu backup."};
    return head.back() == 'k' ? Secret::Kind::key_file : Secret::Kind::passphrase;
}

json::object read(const std::filesystem::path& file, const Secret& secret, const std::function<Sink(const std::string&, std::uint64_t)>& entry) {
    Reader reader{file, secret};
    std::map<std::string, std::pair<std::uint64_t, std::string>> found;
    for (;;) {
        auto length = number<std::uint32_t>(reader.take(4));
        if (length == 0 || length > longest_name) damaged();
        auto name = reader.take(length);
        auto size = number<std::uint64_t>(reader.take(8));
        if (name == manifest_name) {
            auto manifest = json::parse(reader.take(std::size_t(size))).as_object();
            if (!reader.at_end()) damaged();
            auto& entries = manifest.at("entries").as_object();
            if (entries.size() != found.size()) damaged();
            for (auto& [key, value] : entries) {
                auto have = found.find(std::string{key});
                if (have == found.end() || have->second.first != json::value_to<std::uint64_t>(value.at("size")) || have->second.second != value.at("hash").as_string()) damaged();
            }
            return manifest;
        }
        auto sink = entry(name, size);
        Hash hash;
        reader.give(size, [&](std::string_view bytes) {
            hash.add(bytes);
            if (sink) sink(bytes);
        });
        if (!found.emplace(name, std::pair{size, hash.hex()}).second) damaged();
    }
}

}  // namespace zhibu::backup
