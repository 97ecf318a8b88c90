package delivery.localkinesis.operations;

import java.util.Base64;

/** Base64 as strictly as AWS reads it: no blanks, all the padding, nothing in the bits that are left over. */
final class Base64Text {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Base64Text() {}

    /** What is wrong with it, in AWS's words. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String text, String fault) {
            super("'" + text + "' can not be converted to a Blob: " + fault, null, false, false);
        }
    }

    static byte[] decode(String text) throws MalformedException {
        if (text.length() % 4 != 0) {
            throw new MalformedException(
                    text, "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        var padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        var digits = text.length() - padding;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(text, "Invalid Base64 character: '" + firstStrange(text, digits) + "'");
        }
        var left = padding == 0 ? 0 : ALPHABET.indexOf(text.charAt(digits - 1)) & (padding == 1 ? 0x3 : 0xf);
        if (left != 0) {
            throw new MalformedException(text, "Invalid last non-pad Base64 character dectected");
        }
        return bytes;
    }

    private static char firstStrange(String text, int digits) {
        for (int i = 0; i < digits; i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return text.charAt(i);
            }
        }
        return '='; // three or four of them
    }
}
