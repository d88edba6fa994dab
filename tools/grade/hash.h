/* SHA-256, by sha256sum of the coreutils. */
#pragma once

/* The hash of these files' contents, one after the other, up to a NULL: 64
 * hexadecimal digits. */
void hash_files(const char *const *paths, char hash[65]);
