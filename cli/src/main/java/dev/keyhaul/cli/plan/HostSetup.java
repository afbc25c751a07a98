package dev.keyhaul.cli.plan;

import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator of a host says for a plan, and no plan can say: which module each token is in,
 * which file has its PIN, and where the plan's places are. Nothing in it comes from the plan's own
 * folder, which others carry around.
 */
public final class HostSetup {
    private final Path planFolder;
    private final ModuleOptions modules;
    private final Map<String, Path> places;

    private HostSetup(Path planFolder, ModuleOptions modules, Map<String, Path> places) {
        this.planFolder = planFolder;
        this.modules = modules;
        this.places = Map.copyOf(places);
    }

    /**
     * Takes what was typed on this host, and what its settings and environment say.
     *
     * @throws RefusedException if the settings, a module or the file of a PIN are below the plan's
     *     folder
     * @throws KeyTransferException if that cannot be found out
     */
    public static HostSetup of(
            Path planFile, ModuleOptions modules, Map<String, Path> places, Console console)
            throws KeyTransferException {
        Path folder = HostPlan.folderOf(planFile);
        requireOutside(folder, console.settings(), modules.files());
        Optional<ModuleOptions.Place> usual = modules.place(console);
        if (usual.isPresent()) {
            requireOutside(folder, "the PKCS#11 module", usual.get().library());
        }
        return new HostSetup(folder, modules, places);
    }

    /**
     * Remembers the folder with this host's PINs.
     *
     * @throws RefusedException if it is below the plan's folder
     * @throws KeyTransferException if that cannot be found out, or it cannot be remembered
     */
    public static void rememberPins(Path planFile, Path pins, PlanMemory memory)
            throws KeyTransferException {
        requireOutside(HostPlan.folderOf(planFile), "the folder of PINs", pins);
        String folder = pins.toAbsolutePath().normalize().toString();
        memory.save(before -> before.withPins(folder));
    }

    /**
     * Refuses settings, and files that options name, that are below a plan's folder.
     *
     * @throws RefusedException if one is
     */
    public static void requireOutside(Path planFolder, UsedSettings settings, List<Path> files)
            throws KeyTransferException {
        if (!settings.isNone()) {
            requireOutside(planFolder, "the settings file", settings.file());
        }
        for (Path file : files) {
            requireOutside(planFolder, "the PKCS#11 module, or the file of a PIN,", file);
        }
    }

    static void requireOutside(Path planFolder, String what, Path file)
            throws KeyTransferException {
        try {
            Path folder = planFolder.toRealPath();
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
            if (real.startsWith(folder)
                    || file.toAbsolutePath().normalize().startsWith(planFolder)) {
                throw new RefusedException(
                        Reason.PLAN_FOLDER,
                        what + " " + file + " is below the plan's folder, " + planFolder,
                        "use a file of this host: the people who carry the plan can change what is"
                                + " beside it");
            }
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /**
     * Returns the same with the module of one more token.
     *
     * @throws RefusedException if it is below the plan's folder
     */
    public HostSetup with(String token, Path module) throws KeyTransferException {
        requireOutside(planFolder, "the PKCS#11 module", module);
        return new HostSetup(planFolder, modules.with(token, module), places);
    }

    /** Returns the same, in which what a serial number has is the label's, too. */
    public HostSetup naming(String label, Optional<String> serial) {
        return serial.isEmpty()
                ? this
                : new HostSetup(planFolder, modules.naming(label, serial.get()), places);
    }

    /** Returns what opens tokens. */
    public ModuleOptions modules() {
        return modules;
    }

    /** Returns the path of each place that this host has. */
    public Map<String, Path> places() {
        return places;
    }

    /** Returns what hands the modules on to a command that the guide runs. */
    public Given values() {
        return modules.values();
    }

    /** Returns what hands the places on, too, to a command with the plan. */
    public Given valuesWithPlan() {
        return values().with(PlaceOptions.PLACE, PlaceOptions.of(places));
    }
}
