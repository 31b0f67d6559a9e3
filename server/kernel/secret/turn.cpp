#include "kernel/secret/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace zhibu::secret {

Turn::Turn(const std::filesystem::path& folder, Kind kind) {
    std::filesystem::create_directories(folder);
    file_ = ::open((folder / "in-use").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file_ >= 0 && ::flock(file_, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
    bool taken = file_ >= 0 && errno == EWOULDBLOCK;
    if (kind == Kind::shared && !taken) return;  // a file system that cannot lock or cannot be written is no reason not to start
    if (file_ >= 0) ::close(file_);
    if (kind == Kind::shared) throw std::runtime_error{"主密钥正在轮换,请稍候再启动。 The key is being rotated: start when that is done."};
    throw std::runtime_error{taken ? "请先停止使用这个数据目录的所有服务和命令,再轮换主密钥。 Stop every server and command that uses this data directory first."
                                   : "无法独占数据目录: " + folder.string()};
}
Turn::~Turn() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace zhibu::secret
