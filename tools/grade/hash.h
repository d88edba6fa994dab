/* SHA-256, by sha256sum of the coreutils. */
#pragma once

/* Of the contents of these files, one after the other; up to a NULL. In
 * hexadecimal, 64 digits. */
void hash_files(const char *const *paths, char hash[65]);
