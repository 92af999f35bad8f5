package dev.corral.settings;

import dev.corral.words.Sentence;
import java.util.function.Function;

record SimpleType<T>(
        String name, Sentence expected, Function<String, T> parser, Function<T, String> formatter)
        implements ValueType<T> {

    @Override
    public T parse(String text) {
        return parser.apply(text);
    }

    @Override
    public String format(T value) {
        return formatter.apply(value);
    }
}
