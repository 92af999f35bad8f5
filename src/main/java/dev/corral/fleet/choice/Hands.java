package dev.corral.fleet.choice;

/**
 * Does at the backends what the dispatcher wants done ahead. Called with no lock held, on whatever
 * thread told the dispatcher something; must not wait. How a load or unload ended is told by {@link
 * Dispatcher#loaded} and {@link Dispatcher#unloaded}.
 */
public interface Hands {

    /** Does nothing and says that it failed to. */
    Hands NONE =
            new Hands() {
                @Override
                public boolean load(String backend, String model, String options) {
                    return false;
                }

                @Override
                public boolean unload(String backend, String model) {
                    return false;
                }
            };

    /**
     * Begins to load a model with an empty prompt.
     *
     * @return false if that cannot be done; then nothing follows
     */
    boolean load(String backend, String model, String options);

    /**
     * Begins to unload a model ({@code keep_alive} 0).
     *
     * @return false if that cannot be done; then nothing follows
     */
    boolean unload(String backend, String model);
}
