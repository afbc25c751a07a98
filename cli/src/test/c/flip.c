/*
 * Preloaded into a process, it flips one bit in the middle of what is written to a file whose path
 * holds the text in FLIP, as faulty memory between the program and its file does. The program learns
 * nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ssize_t write(int file, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) {
        real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    }
    const char *wanted = getenv("FLIP");
    char link[64], path[4096] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t named = readlink(link, path, sizeof path - 1);
    if (!wanted || named <= 0 || length < 2 || !strstr(path, wanted)) {
        return real(file, bytes, length);
    }
    char *copy = malloc(length);
    if (!copy) {
        abort();
    }
    memcpy(copy, bytes, length);
    copy[length / 2] ^= 1;
    ssize_t written = real(file, copy, length);
    free(copy);
    return written;
}
