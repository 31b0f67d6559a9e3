// Loaded before the server (LD_PRELOAD): lets its fsync fail or lie, its disk fail and its clock jump, as a small shared file says.
// The file is 64-bit numbers: 0 milliseconds added to the wall clock; 1: 0 honest, 1 every fsync fails with EIO, 2 an fsync of
// SQLite's log is left out and called done (what synchronous=NORMAL does), 3 every fsync is left out and called done; 2 how many
// were failed or left out; 3 what fails with EIO: 1 writes, 2 reads, 4 syncs, 8 writes are left out and called done; 4 of which
// files: 1 a log (-wal, pg_wal/), 2 a database (.db, base/), 4 stored files (files/); 5 how many such calls pass first;
// 6 how many were failed; 7 after so many more syncs the process kills itself; 8 so many bytes are taken at each sync and never given back.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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

static const char *name_of(int file, char *name, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, size - 1);
    name[length > 0 ? length : 0] = 0;
    return name;
}
static int ends_with(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcmp(name + length - tail, end) == 0;
}
static int kind_of(int file) {
    char name[4096];
    name_of(file, name, sizeof name);
    if (ends_with(name, "-wal") || strstr(name, "/pg_wal/")) return 1;
    if (ends_with(name, ".db") || strstr(name, "/base/")) return 2;
    return strstr(name, "/files/") ? 4 : 0;
}
// Whether this call is to fail (or, for a write, to be left out).
static int hit(int what, int file) {
    if (!orders || !(orders[3] & what) || !(kind_of(file) & orders[4])) return 0;
    if (__atomic_fetch_sub((int64_t *)&orders[5], 1, __ATOMIC_RELAXED) > 0) return 0;
    __atomic_add_fetch((int64_t *)&orders[6], 1, __ATOMIC_RELAXED);
    return 1;
}
static ssize_t failing(void) {
    errno = EIO;
    return -1;
}
#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
static ssize_t pwrite_by(const char *name, int file, const void *data, size_t size, off_t at) {
    if (hit(1, file)) return failing();
    if (hit(8, file)) return (ssize_t)size;
    REAL(ssize_t, name, int, const void *, size_t, off_t);
    return real(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite_by("pwrite", file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off_t at) { return pwrite_by("pwrite64", file, data, size, at); }
ssize_t write(int file, const void *data, size_t size) {
    if (hit(1, file)) return failing();
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(file, data, size);
}
static ssize_t pread_by(const char *name, int file, void *data, size_t size, off_t at) {
    if (hit(2, file)) return failing();
    REAL(ssize_t, name, int, void *, size_t, off_t);
    return real(file, data, size, at);
}
ssize_t pread(int file, void *data, size_t size, off_t at) { return pread_by("pread", file, data, size, at); }
ssize_t pread64(int file, void *data, size_t size, off_t at) { return pread_by("pread64", file, data, size, at); }

static int is_log(int file) {
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    return length > 4 && memcmp(name + length - 4, "-wal", 4) == 0;
}

static int sync_by(const char *name, int file) {
    int64_t order = orders ? orders[1] : 0;
    if (orders && orders[7] > 0 && __atomic_sub_fetch((int64_t *)&orders[7], 1, __ATOMIC_RELAXED) == 0) kill(getpid(), SIGKILL);
    if (orders && orders[8] > 0) {
        static void *volatile kept;  // or the compiler would leave it out
        kept = malloc((size_t)orders[8]);
        if (kept) memset(kept, 1, (size_t)orders[8]);
    }
    if (hit(4, file)) return (int)failing();
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
