using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>In which language the client writes: what the network says, or else what the words look like. Rules go by it.</summary>
internal sealed class FindLanguage : IInboundStep
{
    public string Name => "Find the language";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(context.Item.Language) && LanguageGuess.Of(context.Item.Text) is { } guessed)
        {
            context.Item = context.Item with { Language = guessed };
            tx.Waiting<WaitingItems>().Change(context.ItemId, Json.Write(context.Item with { RawJson = "" }));
        }

        return Task.CompletedTask;
    }
}
