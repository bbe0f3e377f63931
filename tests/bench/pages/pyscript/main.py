import softphone

await softphone.main()
