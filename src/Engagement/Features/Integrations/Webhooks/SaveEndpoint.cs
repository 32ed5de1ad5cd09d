using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Integrations.Notifications;
using Engagement.Outbox;
using FluentValidation;
using FluentValidation.Results;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>Adds, changes, pauses, resumes and removes an endpoint, and gives it a new secret.</summary>
internal sealed class SaveEndpoint(Db db, OutboxTable outbox, WebhookSecrets secrets, ResolveNotice resolve, TimeProvider clock)
{
    /// <summary>For how long both secrets sign after a change.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private static readonly Validator Rules = new();

    /// <param name="Types">Empty: all events.</param>
    /// <param name="AllowPrivate">It may lead into our own network, and need not be https.</param>
    internal sealed record Command(string? Name, string? Address, IReadOnlyList<string> Types, bool AllowPrivate, string By);

    /// <param name="Secret">Shown this once.</param>
    internal sealed record Added(Guid Id, string Secret);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Say who receives them.").MaximumLength(200).WithMessage("At most 200 characters.");
            RuleFor(c => c.Address).Must(u => Uri.TryCreate(u?.Trim(), UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && u!.Trim().Length <= Fit.Url)
                .WithMessage("An address such as https://crm.example.com/hooks/engagement, without a name or password in it.");
            RuleFor(c => c.Address).Must(u => u!.Trim().StartsWith("https:", StringComparison.OrdinalIgnoreCase))
                .WithMessage("It must begin with https:// unless it lies in your own network.")
                .When(c => !c.AllowPrivate && Uri.TryCreate(c.Address?.Trim(), UriKind.Absolute, out _));
            RuleFor(c => c.Address).Custom((u, context) =>
            {
                if (Uri.TryCreate(u?.Trim(), UriKind.Absolute, out var url)
                    && (url.Scheme == "https" || (url.Scheme == "http" && context.InstanceToValidate.AllowPrivate))
                    && GuardedConnections.RefusalOf(url, context.InstanceToValidate.AllowPrivate, WebhookCalls.Hint) is { } refusal)
                {
                    context.AddFailure(refusal);
                }
            });
            RuleForEach(c => c.Types).Must(t => WebhookEvents.All.Any(e => e.Type == t))
                .OverridePropertyName(nameof(Command.Types)).WithMessage("There is no such event.");
        }
    }

    public async Task<Result<Added>> AddAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Added>.From(findings);
        }

        var now = clock.Now();
        var id = Ids.New(now);
        var secret = StandardWebhook.NewSecret();
        await db.ExecuteAsync(WebhookSql.InsertEndpoint, new
        {
            Id = id,
            Name = command.Name!.Trim(),
            Url = command.Address!.Trim(),
            EventTypes = Of(command.Types),
            SecretsCipher = secrets.Protect(new(secret)),
            command.AllowPrivate,
            Now = now,
            command.By,
        }, ct);
        return new Added(id, secret);
    }

    /// <param name="id">Which.</param>
    /// <param name="version">As the caller saw it.</param>
    /// <param name="on">Active; false: paused, and what it wants waits.</param>
    /// <param name="command">What it becomes.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Guid>> ChangeAsync(Guid id, int version, bool on, Command command, CancellationToken ct)
    {
        var findings = Rules.Validate(command);
        return await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, ct) is not { } seen)
            {
                return findings.IsValid ? new Result<Guid>.Missing("There is no such endpoint.") : Result<Guid>.From(findings);
            }

            // Of this row only: the work may run again, and find another.
            if (findings.Errors.FindAll(e => !IsAsItWas(e.PropertyName, seen, command, on)) is { Count: > 0 } wrong)
            {
                return Result<Guid>.From(new ValidationResult(wrong));
            }

            var resumed = on && seen.State != EndpointState.Active;
            var anew = resumed || !string.Equals(seen.Url, command.Address!.Trim(), StringComparison.Ordinal)
                || seen.AllowPrivate != command.AllowPrivate;
            var changed = await tx.ExecuteAsync(WebhookSql.ChangeEndpoint, new
            {
                Id = id,
                Version = version,
                Name = command.Name!.Trim(),
                Url = command.Address!.Trim(),
                EventTypes = Of(command.Types),
                command.AllowPrivate,
                State = on ? EndpointState.Active : seen.State == EndpointState.Disabled ? EndpointState.Disabled : EndpointState.Paused,
                Anew = anew ? 1 : 0,
            }, ct);
            if (changed == 0)
            {
                return new Result<Guid>.Conflict("Somebody else changed it meanwhile. Look at it again and save anew.");
            }

            if (on && anew)
            {
                await SetGoingAsync(tx, id, ct);
                await resolve.RunAsync(tx, $"webhook:{id}", ct);
            }

            return id;
        }, ct);
    }

    /// <summary>A new secret; the old one signs beside it for a day, so that the receiver can follow without losing anything.</summary>
    public async Task<Result<string>> RotateAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, ct) is not { } seen)
        {
            return new Result<string>.Missing("There is no such endpoint.");
        }

        var secret = StandardWebhook.NewSecret();
        var cipher = secrets.Protect(new(secret, secrets.Unprotect(seen.SecretsCipher).Current, clock.Now() + Overlap));
        return await db.ExecuteAsync(WebhookSql.SetSecret, new { Id = id, seen.Version, SecretsCipher = cipher }, ct) == 1
            ? secret
            : new Result<string>.Conflict("Somebody else changed it meanwhile. Look at it again.");
    }

    public Task<Result<Guid>> RemoveAsync(Guid id, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.ExecuteAsync(WebhookSql.RemoveEndpoint, new { Id = id, Now = clock.Now() }, ct) != 1)
        {
            return new Result<Guid>.Missing("There is no such endpoint.");
        }

        await resolve.RunAsync(tx, $"webhook:{id}", ct);
        return id;
    }, ct);

    // Off, nothing is called: an address from before a rule came, left as it is, keeps nobody from pausing.
    private static bool IsAsItWas(string field, EndpointRow seen, Command command, bool on) => !on && field == nameof(Command.Address)
        && string.Equals(seen.Url, command.Address?.Trim(), StringComparison.Ordinal) && (seen.AllowPrivate || !command.AllowPrivate);

    private async Task SetGoingAsync(Tx tx, Guid id, CancellationToken ct)
    {
        foreach (var waiting in await tx.QueryAsync<Guid>(WebhookSql.WaitingOf, new { Id = id }, ct))
        {
            await outbox.PutAsync(tx, SendWebhook.Work, waiting, clock.Now(), ct);
        }
    }

    private static string Of(IReadOnlyList<string> types) => types.Count == 0 ? " * " : $" {string.Join(' ', types.Distinct())} ";
}
