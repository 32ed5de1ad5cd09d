namespace Engagement.Host;

/// <summary>
/// What a start says on the console: what it is doing, because some of it takes its time, and at the end where to go, with what opens an
/// empty portal beneath.
/// </summary>
internal sealed class StartWords(TextWriter says)
{
    private string[] _opens = [];
    private bool _outlives;

    /// <summary>Said before it is done, so that a start that takes long or stands still says with what.</summary>
    public void Doing(string what) => says.WriteLine($"{what} …");

    /// <summary>What opens the portal and is shown only once; it is kept for the end, where it is looked for.</summary>
    /// <param name="outlives">Whether it opens the next start too.</param>
    public void Opens(bool outlives, params string[] lines) => (_outlives, _opens) = (outlives, lines);

    /// <summary>The end: where to go, and beneath it what opens it.</summary>
    public void Ready(string address)
    {
        says.WriteLine();
        says.WriteLine($"Open {address}");
        SayWhatOpens();
        says.WriteLine();
    }

    /// <summary>A start that failed on its way had nowhere to go; what is shown only once is shown all the same.</summary>
    public void Ended()
    {
        if (_outlives && _opens.Length > 0)
        {
            says.WriteLine("It did not come to listen. Once it does:");
            SayWhatOpens();
        }
    }

    private void SayWhatOpens()
    {
        foreach (var line in _opens)
        {
            says.WriteLine($"  {line}");
        }

        _opens = [];
    }
}
