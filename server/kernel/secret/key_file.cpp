#include "kernel/secret/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>


namespace zhibu::secret {
namespace {

constexpr std::string_view head = "zhibu-keys 2\n";
constexpr std::size_t raw_size = 32;

[[noreturn]] void damaged() { throw DamagedKeyFile{}; }

SealingKey key_of(std::string_view bytes, Cryptography cryptography) {
    SealingKey key;
    key.cryptography = cryptography;
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}
std::string bytes_of_hex(const std::string& text) {
    if (text.size() != 2 * raw_size || text.find_first_not_of("0123456789abcdef") != text.npos) damaged();
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) out += char(std::stoi(text.substr(i, 2), nullptr, 16));
    return out;
}
std::string hex_of(const SealingKey& key) { return hex({reinterpret_cast<const char*>(key.data()), key.size()}); }

void take_line(Ring& ring, const std::string& line) {
    std::istringstream in{line};
    std::string word, value;
    in >> word;
    if (word == "rotating") ring.rotating = true;
    else if (word == "cryptography" && in >> value && ring.generations.empty() && cryptography_of(value)) ring.cryptography = *cryptography_of(value);
    else if (word == "key" && in >> value) ring.generations.push_back({key_of(bytes_of_hex(value), ring.cryptography), {}});
    else if (std::int64_t tenant = 0, chain = 0, last = 0; word == "until" && in >> tenant >> chain >> last && !ring.generations.empty())
        ring.generations.back().until[{tenant, chain}] = last;
    else damaged();
    if (in >> value) damaged();
}

void sync_folder(const std::filesystem::path& folder) {
    if (int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); handle >= 0) ::fsync(handle), ::close(handle);
}

}  // namespace

bool is_plain(std::string_view content) { return content.size() == raw_size; }

Ring read_ring(std::string_view content) {
    Ring ring;
    if (is_plain(content)) {
        ring.generations.push_back({key_of(content, ring.cryptography), {}});
        return ring;
    }
    if (!content.starts_with(head)) damaged();
    std::istringstream in{std::string{content.substr(head.size())}};
    for (std::string line; std::getline(in, line);) take_line(ring, line);
    if (ring.generations.empty() || (ring.rotating && ring.generations.size() < 2)) damaged();
    return ring;
}

std::string content_of(const Ring& ring) {
    if (ring.cryptography == Cryptography::standard && ring.generations.size() == 1) {
        auto& key = ring.generations.front().key;
        return {reinterpret_cast<const char*>(key.data()), key.size()};
    }
    std::string out{head};
    out += "cryptography " + std::string{name_of(ring.cryptography)} + "\n";
    if (ring.rotating) out += "rotating\n";
    for (auto& each : ring.generations) {
        out += "key " + hex_of(each.key) + "\n";
        for (auto& [chain, last] : each.until) out += "until " + std::to_string(chain.first) + " " + std::to_string(chain.second) + " " + std::to_string(last) + "\n";
    }
    return out;
}

std::string identity_of(const SealingKey& key) { return hex(keyed_hash(key, {"identity"}, 16)); }

Ring fresh_ring(Cryptography cryptography) { return {cryptography, {{key_of(random_bytes(raw_size), cryptography), {}}}, false}; }

std::string key_file_as_of(std::string_view content, std::string_view identity) {
    auto ring = read_ring(content);
    while (ring.generations.size() > 1 && identity_of(ring.generations.front().key) != identity) {
        ring.generations.erase(ring.generations.begin());
        ring.generations.front().until.clear(), ring.rotating = false;
    }
    if (identity_of(ring.generations.front().key) != identity) throw std::runtime_error{"主密钥不是这份备份的主密钥。 Not the master key of this backup."};
    return content_of(ring);
}

std::string read_key_file(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw std::runtime_error{"the key file is missing: " + file.string()};
    if (status.st_mode & 077) throw std::runtime_error{"the key file may be read by others; run: chmod 600 " + file.string()};
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void make_key_file(const std::filesystem::path& file, Cryptography cryptography) {
    if (!std::filesystem::exists(file)) write_whole(file, content_of(fresh_ring(cryptography)), Existing::kept);
}
void write_whole(const std::filesystem::path& file, std::string_view content, Existing existing) {
    std::filesystem::create_directories(file.parent_path());
    auto part = file;
    part += ".new-" + random_hex(4);
    int fd = ::open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    bool written = fd >= 0;
    for (auto rest = content; written && !rest.empty();) {
        auto count = ::write(fd, rest.data(), rest.size());
        written = count > 0;
        if (written) rest.remove_prefix(std::size_t(count));
    }
    written = written && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (written) written = existing == Existing::replaced ? ::rename(part.c_str(), file.c_str()) == 0 : ::link(part.c_str(), file.c_str()) == 0 || errno == EEXIST;
    if (!written || existing == Existing::kept) ::unlink(part.c_str());
    if (!written) throw std::runtime_error{"cannot write the file " + file.string()};
    sync_folder(file.parent_path());
}

}  // namespace zhibu::secret
