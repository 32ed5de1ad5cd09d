using Engagement.Data;

namespace Engagement.Testing;

/// <summary>
/// Puts a copy back as somebody does who has no verb, in the right way: all that belongs to the old file goes with it.
/// A journal too: a copy has no write-ahead log until a start gives it one again, and a process killed before that leaves a journal,
/// which would be rolled back into the next copy.
/// </summary>
internal static class PutByHand
{
    public static void Run(string copy, string target)
    {
        foreach (var end in SqliteCopies.Beside.Prepend(""))
        {
            File.Delete(target + end);
        }

        File.Copy(copy, target);
    }
}
