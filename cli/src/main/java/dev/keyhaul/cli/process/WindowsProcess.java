package dev.keyhaul.cli.process;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;

/** What Windows tells of this process. Loaded there alone. */
final class WindowsProcess {
    private static final int STANDARD_OUTPUT = -11;
    private static final int STANDARD_ERROR = -12;

    private static final NativeLibrary KERNEL = NativeLibrary.getInstance("kernel32");

    private WindowsProcess() {}

    /** Returns the words of its command line, that of the program first. */
    static List<String> words() {
        return split(function("GetCommandLineW").invokePointer(new Object[0]).getWideString(0));
    }

    /** Splits a command line as C programs do. */
    static List<String> split(String line) {
        IntByReference count = new IntByReference();
        Pointer words =
                NativeLibrary.getInstance("shell32")
                        .getFunction("CommandLineToArgvW", Function.ALT_CONVENTION)
                        .invokePointer(new Object[] {new WString(line), count});
        if (words == null) {
            throw new IllegalStateException("Windows cannot split the command line");
        }
        try {
            List<String> split = new ArrayList<>();
            for (int i = 0; i < count.getValue(); i++) {
                split.add(words.getPointer((long) i * Native.POINTER_SIZE).getWideString(0));
            }
            return split;
        } finally {
            function("LocalFree").invokePointer(new Object[] {words});
        }
    }

    /** Returns the number of the console's code page for a descriptor; 0 if it is no console. */
    static int codePage(int descriptor) {
        Pointer handle =
                function("GetStdHandle")
                        .invokePointer(
                                new Object[] {descriptor == 2 ? STANDARD_ERROR : STANDARD_OUTPUT});
        boolean isConsole =
                function("GetConsoleMode").invokeInt(new Object[] {handle, new IntByReference()})
                        != 0;
        return isConsole ? function("GetConsoleOutputCP").invokeInt(new Object[0]) : 0;
    }

    private static Function function(String name) {
        return KERNEL.getFunction(name, Function.ALT_CONVENTION);
    }
}
