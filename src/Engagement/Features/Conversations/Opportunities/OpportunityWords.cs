using System.Globalization;
using FluentValidation;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>What a person says of a chance: everything that may be changed.</summary>
/// <param name="Service">What they might buy.</param>
/// <param name="Value">What it is worth; null: not known yet.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="NextStepOn">Null with a step that has no date.</param>
/// <param name="Reason">Why it was won or lost; asked for then, and dropped when it is opened again.</param>
internal sealed record OpportunityWords(
    string? Service, decimal? Value, string? Currency, OpportunityStage Stage,
    Guid? OwnerId, string? NextStep, DateOnly? NextStepOn, string? Reason)
{
    public static string Price(decimal value, string currency) =>
        $"{currency} {value.ToString(decimal.Truncate(value) == value ? "N0" : "N2", CultureInfo.InvariantCulture)}";

    /// <summary>Trimmed, and empty as null.</summary>
    public OpportunityWords Tidy() => this with
    {
        Service = Service?.Trim(),
        Currency = Currency?.Trim().ToUpperInvariant(),
        NextStep = string.IsNullOrWhiteSpace(NextStep) ? null : NextStep.Trim(),
        Reason = Stage.IsClosed() && !string.IsNullOrWhiteSpace(Reason) ? Reason.Trim() : null,
    };

    public static OpportunityWords Of(Opportunity o) => new(
        o.Service, o.Value, o.Currency, o.Stage, o.OwnerId, o.NextStep,
        o.NextStepOn is { } on ? DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null, o.Reason);

    internal sealed class Rules : AbstractValidator<OpportunityWords>
    {
        public Rules()
        {
            RuleFor(c => c.Service).NotEmpty().WithMessage("Say what they might buy.")
                .MaximumLength(200).WithMessage("At most 200 characters.");
            RuleFor(c => c.Value).InclusiveBetween(0, 1_000_000_000).WithMessage("From 0 to a thousand million.")
                .Must(v => v is null || decimal.Round(v.Value, 2) == v).WithMessage("Two places after the point, at most.");
            RuleFor(c => c.Currency).Matches("^[A-Z]{3}$").WithMessage("Three letters, as EUR.")
                .NotEmpty().WithMessage("Three letters, as EUR.");
            RuleFor(c => c.Stage).IsInEnum().WithMessage("There is no such stage.");
            RuleFor(c => c.NextStep).MaximumLength(500).WithMessage("At most 500 characters.");
            RuleFor(c => c.NextStep).NotEmpty().When(c => c.NextStepOn is not null).WithMessage("Say what is to be done by then.");
            RuleFor(c => c.NextStepOn).Must(SensibleDates.Has).WithMessage(SensibleDates.Wanted);
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("At most 1,000 characters.");
            RuleFor(c => c.Reason).NotEmpty().When(c => c.Stage.IsClosed())
                .WithMessage(c => $"Say why it was {(c.Stage == OpportunityStage.Won ? "won" : "lost")}: the next one is judged by it.");
        }
    }
}
