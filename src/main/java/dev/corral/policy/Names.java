package dev.corral.policy;

/** Resolves the model names of a body. */
final class Names {
    private final BodyShape shape;
    private final ValueReader values;

    Names(BodyShape shape, ValueReader values) {
        this.shape = shape;
        this.values = values;
    }

    void into(BodyFacts facts) throws BadBody {
        if (shape.needsModel()) {
            facts.model = resolve(modelText(), shape.namesLiterally());
        }
        if (shape == BodyShape.COPY) {
            facts.source = resolve(values.name(Member.SOURCE), true);
            facts.destination = resolve(values.name(Member.DESTINATION), true);
        }
        if (values.name(Member.FROM) != null) {
            facts.from = resolve(values.name(Member.FROM), false);
        }
        if (facts.model != null && facts.model.isPlainHttp()
                || facts.from != null && facts.from.isPlainHttp()) {
            facts.insecure = true;
        }
    }

    private String modelText() throws BadBody {
        String model = values.name(Member.MODEL);
        String name = values.name(Member.NAME);
        if (model != null && name != null && !model.equals(name)) {
            throw new BadBody(
                    "The body names two models, in \"model\" and in \"name\"; send only \"model\".");
        }
        return model != null ? model : name;
    }

    private ModelName resolve(String text, boolean literally) throws BadBody {
        if (text == null) {
            throw new BadBody(
                    shape == BodyShape.COPY
                            ? "The body must name \"source\" and \"destination\"."
                            : "model is required");
        }
        ModelName name = literally ? ModelName.parseLiteral(text) : ModelName.parse(text);
        if (name == null) {
            throw new BadBody("The body names a model in a way that Ollama does not take.");
        }
        return name;
    }
}
