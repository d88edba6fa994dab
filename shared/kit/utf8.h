/* The part of UTF-8 (RFC 3629) that the lab needs: arguments and paths may
 * contain any bytes. */
#pragma once

/* The length in bytes of the character at the start of the text. 0 if there is
 * none: at the end, and if the bytes are not UTF-8 (overlong forms, surrogates
 * and values above U+10FFFF included). */
int utf8_bytes(const char *text);
