// Cuts the power of a mounted ext4 file system: from this moment nothing reaches its device, what was not synced is lost, and the
// next mount replays the journal (the ioctl EXT4_IOC_SHUTDOWN without a flush of the log, which file-system tests use for this).
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

int main(int count, char **words) {
    if (count != 2) return 2;
    uint32_t without_flush = 2;
    int place = open(words[1], O_RDONLY);
    if (place < 0 || ioctl(place, _IOR('X', 125, uint32_t), &without_flush) != 0) {
        perror(words[1]);
        return 1;
    }
    return 0;
}
