// Loaded before the server (LD_PRELOAD): lets its fsync fail or lie and its clock jump, as a small shared file says.
// The file is three 64-bit numbers: milliseconds added to the wall clock; 0 honest, 1 every fsync fails with EIO, 2 an fsync of
// SQLite's log is left out and called done (what synchronous=NORMAL does), 3 every fsync is left out and called done; how many
// were failed or left out.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *orders;

__attribute__((constructor)) static void read_orders(void) {
    const char *path = getenv("DRILL_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) orders = shared;
    close(file);
}

static int is_log(int file) {
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    return length > 4 && memcmp(name + length - 4, "-wal", 4) == 0;
}

static int sync_by(const char *name, int file) {
    int64_t order = orders ? orders[1] : 0;
    if (order == 1 || order == 3 || (order == 2 && is_log(file))) {
        __atomic_add_fetch((int64_t *)&orders[2], 1, __ATOMIC_RELAXED);
        if (order != 1) return 0;
        errno = EIO;
        return -1;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(file);
}
int fsync(int file) { return sync_by("fsync", file); }
int fdatasync(int file) { return sync_by("fdatasync", file); }

int clock_gettime(clockid_t which, struct timespec *out) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(which, out);
    if (result == 0 && which == CLOCK_REALTIME && orders) {
        int64_t nanoseconds = out->tv_nsec + (orders[0] % 1000) * 1000000;
        out->tv_sec += orders[0] / 1000 + (nanoseconds >= 1000000000) - (nanoseconds < 0);
        out->tv_nsec = (nanoseconds + 1000000000) % 1000000000;
    }
    return result;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict out, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec, out->tv_usec = now.tv_nsec / 1000;
    return 0;
}
