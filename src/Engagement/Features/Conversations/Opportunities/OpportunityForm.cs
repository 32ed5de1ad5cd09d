using System.Globalization;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>
/// The form's fields as they were typed; numbers and dates are read here, because a browser sends them the same in every language.
/// </summary>
internal sealed class OpportunityForm
{
    public string? Service { get; set; }

    public string? Value { get; set; }

    public string? Currency { get; set; }

    public OpportunityStage Stage { get; set; }

    public Guid? OwnerId { get; set; }

    public string? NextStep { get; set; }

    public string? NextStepOn { get; set; }

    public string? Reason { get; set; }

    /// <summary>Null with an error where a field cannot be read.</summary>
    public OpportunityWords? Read(out FieldError? wrong)
    {
        wrong = null;
        decimal? value = null;
        DateOnly? on = null;
        if (!string.IsNullOrWhiteSpace(Value))
        {
            if (!decimal.TryParse(Value.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                wrong = new FieldError(nameof(Value), "Digits, with a point for cents: 1250.50.");
                return null;
            }

            value = number;
        }

        if (!string.IsNullOrWhiteSpace(NextStepOn))
        {
            if (!DateOnly.TryParseExact(NextStepOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                wrong = new FieldError(nameof(NextStepOn), "A date, as 2026-11-24.");
                return null;
            }

            on = date;
        }

        return new(Service, value, Currency, Stage, OwnerId, NextStep, on, Reason);
    }

    public static OpportunityForm Of(OpportunityWords words) => new()
    {
        Service = words.Service,
        Value = words.Value?.ToString("0.##", CultureInfo.InvariantCulture),
        Currency = words.Currency,
        Stage = words.Stage,
        OwnerId = words.OwnerId,
        NextStep = words.NextStep,
        NextStepOn = words.NextStepOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Reason = words.Reason,
    };
}
