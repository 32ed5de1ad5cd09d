using Engagement.Web.Text;

namespace Engagement;

/// <summary>
/// How a use case ended, for a page and for the API alike. Bugs and broken infrastructure throw; what a person or a caller
/// can put right is one of these.
/// </summary>
internal abstract record Result<T>
{
    private Result() { }

    public sealed record Done(T Value) : Result<T>;

    /// <summary>The input is wrong, and where: 422.</summary>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : Result<T>;

    /// <summary>What was asked for is not there: 404.</summary>
    public sealed record Missing(string What) : Result<T>;

    /// <summary>Somebody changed it meanwhile, or it is past that point: 409.</summary>
    public sealed record Conflict(string Why) : Result<T>
    {
        /// <summary>Names in it are set apart.</summary>
        public Conflict(Sentence why)
            : this(why.ToString())
        {
        }
    }

    public static implicit operator Result<T>(T value) => new Done(value);

    /// <summary>Short for one wrong field.</summary>
    public static Result<T> Wrong(string field, string message) => new Invalid([new FieldError(field, message)]);

    /// <inheritdoc cref="Wrong(string, string)"/>
    /// <remarks>Names in it are set apart.</remarks>
    public static Result<T> Wrong(string field, Sentence message) => Wrong(field, message.ToString());

    /// <summary>From a validator's findings.</summary>
    public static Result<T> From(FluentValidation.Results.ValidationResult result) =>
        new Invalid([.. result.Errors.Select(e => new FieldError(e.PropertyName, e.ErrorMessage))]);
}

/// <summary>A wrong field, by the name the command gives it, and why in a sentence.</summary>
internal sealed record FieldError(string Field, string Message)
{
    /// <summary>Names in it are set apart.</summary>
    public FieldError(string field, Sentence message)
        : this(field, message.ToString())
    {
    }
}
