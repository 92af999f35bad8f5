package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who asks what and when, drawn once from a seed, so that every gateway gets the same. People have
 * conversations: each turn sends all before it again, behind a system prompt that the whole company
 * shares. Programs ask single questions. The next turn of a conversation comes at its planned time,
 * or a second after the answer before it if that was late, since nobody goes on without an answer.
 *
 * <p>Assumed: conversations begin as a Poisson process; on average five turns; 25 s to read and
 * type; questions of 60 tokens (median), one in seven with a pasted text of 1,500; answers of 180
 * (median); one in five requests is a program's, of 400 to 1,600 tokens; one in forty clients
 * leaves before the first word if that takes longer than a second.
 */
final class Workload {

    private static final int SYSTEM = 500;

    /**
     * How much of what.
     *
     * @param rate requests a second, all together
     * @param zipf how skewed the models' popularity is
     * @param flood how many requests one further caller always has under way, on the first model
     * @param people how many callers share the rest
     */
    record Shape(double rate, double zipf, int flood, int people) {}

    /** When a request is planned. */
    record Planned(long at, List<Request> turns, List<Long> gaps) {}

    private final SplittableRandom random;
    private final List<Model> models;
    private final Shape shape;
    private final double[] popularity;
    private final List<Planned> plan = new ArrayList<>();
    private long hashes;

    Workload(long seed, List<Model> models, Shape shape, long length) {
        this.random = new SplittableRandom(seed);
        this.models = models;
        this.shape = shape;
        this.popularity = new double[models.size()];
        double sum = 0;
        for (int i = 0; i < popularity.length; i++) {
            sum += popularity[i] = 1 / Math.pow(i + 1, shape.zipf());
        }
        for (int i = 0; i < popularity.length; i++) {
            popularity[i] /= sum;
        }
        double singles = shape.rate() * 0.2;
        double conversations = shape.rate() * 0.8 / 5;
        for (double t = gap(singles); t < length; t += gap(singles)) {
            plan.add(new Planned((long) t, List.of(single()), List.of()));
        }
        for (double t = gap(conversations); t < length; t += gap(conversations)) {
            plan.add(conversation((long) t));
        }
        plan.sort(java.util.Comparator.comparingLong(Planned::at));
    }

    List<Planned> plan() {
        return plan;
    }

    /** Each model's share of the requests. */
    double[] popularity() {
        return popularity;
    }

    List<Model> models() {
        return models;
    }

    Shape shape() {
        return shape;
    }

    private double gap(double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond * Events.SECOND;
    }

    private double logNormal(double median, double sigma) {
        return median * Math.exp(sigma * random.nextGaussian());
    }

    private Model model() {
        double u = random.nextDouble();
        for (int i = 0; i < popularity.length; i++) {
            u -= popularity[i];
            if (u < 0) {
                return models.get(i);
            }
        }
        return models.get(0);
    }

    private String person() {
        return "person-" + random.nextInt(shape.people());
    }

    private static Prompt.Builder system() {
        return Prompt.builder().add(1, (long) SYSTEM * Request.TOKEN);
    }

    private static void add(Prompt.Builder chain, long hash, double tokens) {
        chain.add(hash, (long) tokens * Request.TOKEN);
    }

    private int answer() {
        return (int) Math.min(1000, 1 + logNormal(180, 0.6));
    }

    private Request single() {
        return single("program-" + random.nextInt(8), model(), false);
    }

    private Request single(String caller, Model model, boolean flood) {
        Prompt.Builder chain = system();
        add(chain, 1000 + hashes++, 400 + random.nextInt(1200));
        Prompt prompt = chain.build();
        int tokens = answer();
        add(chain, 1000 + hashes++, tokens);
        return patience(new Request(caller, model, prompt, chain.build(), tokens, flood));
    }

    private Request patience(Request request) {
        if (random.nextInt(40) == 0) {
            request.patience = (long) (Events.SECOND * (1 + 4 * random.nextDouble()));
        }
        return request;
    }

    private Planned conversation(long at) {
        String caller = person();
        Model model = model();
        Prompt.Builder chain = system();
        List<Request> turns = new ArrayList<>();
        List<Long> gaps = new ArrayList<>();
        do {
            double tokens = logNormal(60, 1) + (random.nextInt(7) == 0 ? 1500 : 0);
            add(chain, 1000 + hashes++, tokens);
            Prompt prompt = chain.build();
            int answer = answer();
            add(chain, 1000 + hashes++, answer);
            turns.add(patience(new Request(caller, model, prompt, chain.build(), answer, false)));
            gaps.add((long) (Events.SECOND * (6 + logNormal(15, 0.7))));
        } while (random.nextInt(5) > 0 && turns.size() < 20);
        turns.forEach(turn -> turn.goesOn = turn != turns.get(turns.size() - 1));
        return new Planned(at, turns, gaps);
    }

    /** One more request of the caller who floods. */
    Request floodRequest() {
        return single("flood", models.get(0), true);
    }
}
