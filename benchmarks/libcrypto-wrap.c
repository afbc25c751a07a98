// What libcrypto alone takes for a transfer blob's ciphertext: microseconds a wrap and an unwrap.
//   gcc -O2 libcrypto-wrap.c -o libcrypto-wrap -lcrypto && ./libcrypto-wrap 20000
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TARGET_BYTES 1217
#define AES_BYTES 32

static void check(int ok, const char *what) {
    if (ok <= 0) {
        fprintf(stderr, "libcrypto-wrap: %s failed\n", what);
        exit(1);
    }
}

static double micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int kwp(EVP_CIPHER_CTX *ctx, int encrypt, const unsigned char *key, const unsigned char *in, int length,
               unsigned char *out) {
    int written = 0, rest = 0;
    check(EVP_CipherInit_ex(ctx, NULL, NULL, key, NULL, encrypt), "AES key");
    check(EVP_CipherUpdate(ctx, out, &written, in, length), "AES-KWP");
    check(EVP_CipherFinal_ex(ctx, out + written, &rest), "AES-KWP end");
    return written + rest;
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 20000;
    unsigned char target[TARGET_BYTES], key[AES_BYTES], blob[4096], opened[4096];
    size_t oaep = 0, key_length = 0;
    int kwp_bytes = 0;
    check(RAND_bytes(target, sizeof target), "RAND_bytes");
    EVP_PKEY *kek = EVP_RSA_gen(2048);
    check(kek != NULL, "RSA key");
    EVP_PKEY_CTX *enc = EVP_PKEY_CTX_new(kek, NULL), *dec = EVP_PKEY_CTX_new(kek, NULL);
    check(EVP_PKEY_encrypt_init(enc), "encrypt");
    check(EVP_PKEY_CTX_set_rsa_padding(enc, RSA_PKCS1_OAEP_PADDING), "OAEP");
    check(EVP_PKEY_decrypt_init(dec), "decrypt");
    check(EVP_PKEY_CTX_set_rsa_padding(dec, RSA_PKCS1_OAEP_PADDING), "OAEP");
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-WRAP-PAD", NULL);
    EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(aes, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    check(EVP_CipherInit_ex2(aes, cipher, NULL, NULL, 1, NULL), "AES-256-WRAP-PAD");

    double start = micros();
    for (int i = 0; i < rounds; i++) {
        oaep = sizeof blob;
        check(RAND_bytes(key, sizeof key), "RAND_bytes");
        check(EVP_PKEY_encrypt(enc, blob, &oaep, key, sizeof key), "RSA-OAEP");
        kwp_bytes = kwp(aes, 1, key, target, sizeof target, blob + oaep);
    }
    printf("wrap   %.1f us\n", (micros() - start) / rounds);

    int unwraps = rounds / 8 + 1;
    start = micros();
    for (int i = 0; i < unwraps; i++) {
        key_length = sizeof opened;
        check(EVP_PKEY_decrypt(dec, opened, &key_length, blob, oaep), "RSA-OAEP");
        memcpy(key, opened, sizeof key);
        check(kwp(aes, 0, key, blob + oaep, kwp_bytes, opened) == TARGET_BYTES, "length");
    }
    printf("unwrap %.1f us\n", (micros() - start) / unwraps);
    check(memcmp(opened, target, sizeof target) == 0, "comparison");
    return 0;
}
